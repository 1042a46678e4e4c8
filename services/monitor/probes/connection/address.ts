import { isIP } from 'node:net'
import { say } from '../../../../contracts/messages/words.ts'
import { type Attempt, unknown, type Verdict } from '../kind/attempt.ts'
import { thousandths } from '../kind/format.ts'
import { verdictOf } from './network-error.ts'

/** One address of a host that may be contacted, for programs that open their own sockets. */
export function addressOf(attempt: Attempt, host: string, family: 0 | 4 | 6): Promise<string | Verdict> {
  const { network, trust } = attempt.context
  const refused = network.refuses(host, trust)
  if (refused) return Promise.resolve(unknown(refused))
  if (isIP(host) !== 0) return Promise.resolve(host)
  const begun = attempt.elapsed()
  attempt.waiting = say('connection.resolving', { host })
  return new Promise(resolve =>
    network.lookup(trust)(host, { family }, (failure, address) => {
      attempt.phases.dns_ms = thousandths(attempt.elapsed() - begun)
      resolve(failure ? verdictOf(failure, host) : String(address))
    }),
  )
}
