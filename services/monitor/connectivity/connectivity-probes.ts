import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type TcpNetConnectOpts } from 'node:net'
import { say } from '../../../contracts/messages/words.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import type { Message } from '../../../kit/messages/message.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { parseReference, type Reference } from '../config.ts'

/** `own`: this machine, reached without a network. `network`: everything else. */
export type Scope = 'own' | 'network'

/** null when something answered, else what did not. */
export type Proof = { readonly fault: Message | null }

export type References = {
  probe(scope: Scope): Promise<Proof>
  use(references: readonly string[]): void
}

/** An answer of any kind proves that what lies between works; this is how long it may take. */
const answerMs = 1_000

/**
 * What must work when we do: the operator's references when there are any; else the default route, on a machine that
 * ever had one; else, and for targets on this machine, a connection to ourselves.
 */
export function createReferences({ clock, network }: { clock: Clock; network: OutgoingPolicy }): References {
  let references: readonly Reference[] = []
  let routed = hasDefaultRoute()
  const recent = new Map<Scope, { at: number; proof: Promise<Proof> }>()
  const probe = async (scope: Scope): Promise<Proof> => {
    if (references.length > 0) return probeAny(references, { clock, network })
    routed ||= hasDefaultRoute()
    if (scope === 'network' && routed) return { fault: hasDefaultRoute() ? null : say('reference.no-route') }
    return { fault: (await answersItself(clock)) ? null : say('reference.no-loopback') }
  }
  return {
    probe: scope => {
      const known = recent.get(scope)
      if (known && clock.monotonic() - known.at < answerMs) return known.proof
      const proof = probe(scope)
      recent.set(scope, { at: clock.monotonic(), proof })
      return proof
    },
    use: texts => {
      references = texts.flatMap(text => parseReference(text) ?? [])
      recent.clear()
    },
  }
}

type Way = { readonly clock: Clock; readonly network: OutgoingPolicy }

async function probeAny(references: readonly Reference[], { clock, network }: Way): Promise<Proof> {
  const answers = references.map(({ host, port }) => {
    if (network.refuses(host, 'operator')) return false
    return answersAt({ host, port, lookup: network.lookup('operator') }, clock)
  })
  if ((await Promise.all(answers)).includes(true)) return { fault: null }
  const names = references.map(({ host, port }) => `${host}:${port}`).join(', ')
  return { fault: say(references.length === 1 ? 'reference.silent' : 'reference.all-silent', { names }) }
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
