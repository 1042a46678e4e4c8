import { Socket } from 'node:net'
import { Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { shortened } from '../../../kit/http-client/shortened.ts'
import { openConnection } from './connection/connection.ts'
import { type NetworkError, verdictOf } from './connection/network-error.ts'
import { type Attempt, attempt, down, up, type Verdict } from './kind/attempt.ts'
import { hostPort, thousandths } from './kind/format.ts'
import { defineCheckKind } from './kind/kind.ts'
import { DegradedAbove, familyOf, Host, hostProblems, IpVersion, Port, slowMs } from './kind/settings.ts'

const readBytes = 65_536

export const tcp = defineCheckKind({
  kind: 'tcp',
  summary: 'Opens a TCP connection; sends text and waits for text if asked to.',
  schema: Type.Object(
    {
      host: Host,
      port: Port(),
      send: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 4_096,
          secret: true,
          multiline: true,
          description: 'Text to send once connected, such as "PING\\r\\n". Kept secret.',
        }),
      ),
      expect: Type.Optional(
        Type.String({ minLength: 1, maxLength: 4_096, description: 'Text that must come back in the first 64 KiB.' }),
      ),
      ip_version: IpVersion,
      degraded_above: DegradedAbove,
    },
    { additionalProperties: false },
  ),
  address: ({ host, port }) => hostPort(host, port),
  sendsTo: ({ host, port }) => hostPort(host, port).toLowerCase(),
  problems: hostProblems,
  probe: (settings, context) => {
    const { host, port, ip_version, send, expect, degraded_above } = settings
    const endpoint = { host, port, family: familyOf(ip_version), tls: null }
    const probe = async (running: Attempt): Promise<Verdict> => {
      const socket = await openConnection(running, endpoint)
      if (!(socket instanceof Socket)) return socket
      if (send !== undefined) socket.write(send)
      return expect === undefined ? up : expected(running, socket, expect)
    }
    return attempt(context, probe, slowMs(degraded_above))
  },
})

function expected(attempt: Attempt, socket: Socket, text: string): Promise<Verdict> {
  const begun = attempt.elapsed()
  const wanted = Buffer.from(text)
  let received = Buffer.alloc(0)
  const unlike = () =>
    received.length === 0
      ? say('tcp.nothing', { expected: quoted(text) })
      : say('tcp.other', { expected: quoted(text), received: quoted(received.toString()) })
  attempt.waiting = () => say('connection.connected', { state: unlike() })
  return new Promise(resolve => {
    socket.on('data', chunk => {
      attempt.phases.first_byte_ms ??= thousandths(attempt.elapsed() - begun)
      received = Buffer.concat([received, chunk])
      if (received.includes(wanted)) resolve(up)
      else if (received.length >= readBytes)
        resolve(down(say('tcp.not-within', { found: unlike(), limit: readBytes / 1024 })))
    })
    socket.on('end', () => resolve(down(say('tcp.closed', { found: unlike() }))))
    socket.on('error', (failure: NetworkError) =>
      resolve(verdictOf(failure, attempt.address ?? say('connection.target'))),
    )
  })
}

const quoted = (text: string): string => shortened(JSON.stringify(text.slice(0, 60)), 60)
