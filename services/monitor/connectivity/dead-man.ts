import { requestHttp, requestHttps } from '../../../kit/http/node-http.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import { inEnglish } from '../../../kit/messages/kit-catalogue.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { messageOf } from '../../../kit/service/errors.ts'

export type DeadMan = {
  readonly url: string
  readonly clock: Clock
  readonly log: Log
  readonly network: OutgoingPolicy
  /** Checks are made when they are due, and what they see is stored. */
  readonly isWell: () => boolean
}

const answerMs = 10_000

/** Tells somebody else that the lookout lives; silence is the alarm, so it is silent as soon as it is not well. */
export async function pingDeadMan({ url, clock, log, network, isWell }: DeadMan): Promise<void> {
  if (!isWell()) {
    log.warn('Vigie is not well: the dead-man ping is left out')
    return
  }
  const failure = await ping(new URL(url), { clock, network })
  if (failure) log.warn({ failure }, 'the dead-man ping was not received')
}

/** null when it was received, else why not. */
function ping(url: URL, { clock, network }: Pick<DeadMan, 'clock' | 'network'>): Promise<string | null> {
  const refused = network.refuses(url.hostname, 'operator')
  if (refused) return Promise.resolve(inEnglish(refused))
  const begin = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise(resolve => {
    const request = begin(url, { lookup: network.lookup('operator'), agent: false }, response => {
      const { statusCode = 0 } = response
      end(statusCode < 400 ? null : `HTTP ${statusCode}`)
    })
    const end = (failure: string | null) => {
      timer.cancel()
      request.destroy()
      resolve(failure)
    }
    const timer = clock.after(answerMs, () => end(`no answer within ${answerMs / 1000} s`))
    request.on('error', thrown => end(messageOf(thrown)))
    request.end()
  })
}
