import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type TcpNetConnectOpts } from 'node:net'
import { say } from '../../../contracts/messages/words.ts'
import type { Message } from '../../../kit/messages/message.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { Context } from '../../../kit/service/service.ts'
import { parseReference, type Reference } from '../config.ts'
import type { Scope } from './connectivity-guard.ts'

type Deps = Pick<Context, 'clock' | 'network'>

export type ConnectivityProbes = {
  probe(scope: Scope): Promise<Message | null>
  use(references: readonly string[]): void
}

/** An answer of any kind proves that what lies between works; this is how long it may take. */
const answerMs = 1_000

/**
 * What must work when we do: the operator's references when there are any; else the default route, on a machine that
 * ever had one; else, and for targets on this machine, a connection to ourselves.
 */
export function createConnectivityProbes(deps: Deps): ConnectivityProbes {
  const { clock } = deps
  let references: readonly Reference[] = []
  let routed = hasDefaultRoute()
  const recent = new Map<Scope, { at: number; fault: Promise<Message | null> }>()
  const probe = async (scope: Scope): Promise<Message | null> => {
    if (references.length > 0) return probeAny(references, deps)
    routed ||= hasDefaultRoute()
    if (scope === 'network' && routed) return hasDefaultRoute() ? null : say('reference.no-route')
    return (await answersItself(clock)) ? null : say('reference.no-loopback')
  }
  return {
    probe: scope => {
      const known = recent.get(scope)
      if (known && clock.monotonic() - known.at < answerMs) return known.fault
      const fault = probe(scope)
      recent.set(scope, { at: clock.monotonic(), fault })
      return fault
    },
    use: texts => {
      references = texts.flatMap(text => parseReference(text) ?? [])
      recent.clear()
    },
  }
}

async function probeAny(references: readonly Reference[], { clock, network }: Deps): Promise<Message | null> {
  const answers = references.map(({ host, port }) => {
    if (network.refuses(host, 'operator')) return false
    return answersAt({ host, port, lookup: network.lookup('operator') }, clock)
  })
  if ((await Promise.all(answers)).includes(true)) return null
  const names = references.map(({ host, port }) => `${host}:${port}`).join(', ')
  return say(references.length === 1 ? 'reference.silent' : 'reference.all-silent', { names })
}

/** A refusal is an answer too. */
function answersAt(at: TcpNetConnectOpts, clock: Clock): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(at)
    const end = (answered: boolean) => {
      timer.cancel()
      socket.destroy()
      resolve(answered)
    }
    const timer = clock.after(answerMs, () => end(false))
    socket.once('connect', () => end(true))
    socket.on('error', (failure: NodeJS.ErrnoException) => end(failure.code === 'ECONNREFUSED'))
  })
}

function answersItself(clock: Clock): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer(socket => socket.destroy())
    server.once('error', () => resolve(false))
    server.listen(0, '127.0.0.1', async () => {
      const { port } = server.address() as AddressInfo
      const answered = await answersAt({ host: '127.0.0.1', port }, clock)
      server.close()
      resolve(answered)
    })
  })
}

const isUp = 0x1
const isReject = 0x200

/** From the kernel's routing tables; where there are none to read, a route is taken for granted. */
function hasDefaultRoute(): boolean {
  const v4 = rowsOf('/proc/net/route')
  const v6 = rowsOf('/proc/net/ipv6_route')
  if (!v4 && !v6) return true
  const usable = (flags: string | undefined) => {
    const bits = Number.parseInt(flags ?? '0', 16)
    return (bits & isUp) !== 0 && (bits & isReject) === 0
  }
  return (
    (v4 ?? []).some(([, to, , flags, , , , mask]) => to === '00000000' && mask === '00000000' && usable(flags)) ||
    (v6 ?? []).some(row => /^0+$/.test(row[0] ?? '') && row[1] === '00' && row[9] !== 'lo' && usable(row[8]))
  )
}

function rowsOf(file: string): string[][] | null {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map(line => line.trim().split(/\s+/))
  } catch {
    return null
  }
}
