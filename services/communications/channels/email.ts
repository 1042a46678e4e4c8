import { connect, isIP, type Socket } from 'node:net'
import { Type } from 'typebox'
import { messageOf } from '../../../kit/errors.ts'
import { plainText } from '../message.ts'
import { defineChannelKind, type Outcome, type SendContext } from './channel.ts'
import { htmlOf } from './email-html.ts'
import { Address, type Smtp } from './smtp.ts'

/** Through the mail server of section `smtp`: text and HTML, one message to all addresses. */
export const email = defineChannelKind({
  kind: 'email',
  summary: 'An e-mail through the mail server of section smtp',
  schema: Type.Object(
    { to: Type.Array(Address, { minItems: 1, maxItems: 100, uniqueItems: true, description: 'Addresses.' }) },
    { additionalProperties: false },
  ),
  carries: 'messages',
  lacks: (_settings, smtp) => (smtp ? null : 'no mail server; add a section smtp with its host and from'),
  send: async (message, { to }, context) => {
    const { smtp } = context
    if (!smtp) return { outcome: 'refused', error: 'no mail server is configured' }
    const { createTransport } = await import('nodemailer')
    const domain = smtp.from.split('@')[1] ?? 'vigie'
    const incident = message.incidents.length === 1 ? message.incidents[0] : undefined
    const transport = createTransport({
      ...connectionOf(smtp),
      getSocket: (_options, done) => openSocket(smtp, context, done),
    })
    try {
      const { rejected } = await transport.sendMail({
        from: smtp.from,
        to: [...to],
        subject: message.headline,
        text: plainText(message, context.language),
        html: htmlOf(message, context.language),
        messageId: `<${context.delivery_id}@${domain}>`,
        date: new Date(context.clock.now()),
        // Messages about one incident stand together in a mail program.
        ...(incident ? { references: `<incident.${incident.id}@${domain}>` } : {}),
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: context.signal,
      })
      return rejected.length === 0
        ? { outcome: 'delivered' }
        : { outcome: 'delivered', note: `the mail server refused ${rejected.join(', ')}` }
    } catch (thrown) {
      return outcomeOfError(thrown)
    } finally {
      transport.close()
    }
  },
})

function connectionOf({ host, port, username, password, secure }: Smtp) {
  return {
    host,
    port,
    secure,
    // Without a password to protect, encryption to a server with its own certificate is better than none (RFC 7435).
    tls: { rejectUnauthorized: secure || username !== undefined, ...(isIP(host) ? {} : { servername: host }) },
    requireTLS: username !== undefined && !isLoopback(host),
    ...(username === undefined ? {} : { auth: { user: username, pass: password } }),
  }
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')

type SocketGiven = (error: Error | null, given?: { connection: Socket }) => void

/** The library resolves names itself; this way the network policy has its say. */
function openSocket({ host, port }: Smtp, { network, trust, signal }: SendContext, given: SocketGiven): void {
  const refusal = network.refuses(host, trust)
  if (refusal) {
    given(Object.assign(new Error(refusal), { code: 'EREFUSEDBYPOLICY' }))
    return
  }
  const socket = connect({ host, port, signal, ...(isIP(host) ? {} : { lookup: network.lookup(trust) }) })
  const failed = (error: Error) => given(error)
  socket.once('error', failed)
  socket.once('connect', () => {
    socket.off('error', failed)
    // The library takes its listeners away when it is done; an abort that comes then must not end the program.
    socket.on('error', () => {})
    given(null, { connection: socket })
  })
}

/** A 5xx will come again for the same message, everything else may pass. 503 speaks of the session (RFC 5321). */
function outcomeOfError(thrown: unknown): Outcome {
  const { responseCode, code } = thrown as { responseCode?: unknown; code?: unknown }
  if (typeof responseCode !== 'number') {
    if (code === 'EAUTH' || code === 'EENVELOPE') return { outcome: 'refused', error: messageOf(thrown) }
    throw thrown
  }
  const permanent = responseCode >= 500 && responseCode !== 503
  return { outcome: permanent ? 'refused' : 'retry', error: messageOf(thrown) }
}
