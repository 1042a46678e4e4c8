import { connect, isIP, type Socket } from 'node:net'
import { type Message as Reason, say } from '../../../../contracts/messages/words.ts'
import { policyFailure } from '../../../../kit/http-client/network.ts'
import { plainText } from '../../../../kit/messages/message.ts'
import { messageOf } from '../../../../kit/service/errors.ts'
import type { Outcome, SendContext } from './channel-kind.ts'
import type { Smtp } from './smtp.ts'

export type OutgoingEmail = {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  /** E-mails with the same one stand together in a mail program. */
  readonly thread?: string | undefined
  /** Where one click ends it (RFC 8058). */
  readonly unsubscribe_url?: string | undefined
}

/** `recipient`: the server spoke of this address, not of itself. */
export type EmailOutcome = Outcome & { readonly about?: 'recipient' }

/** One message to all addresses, through the mail server. Network trouble is thrown. */
export async function sendEmail(mail: OutgoingEmail, smtp: Smtp, context: SendContext): Promise<EmailOutcome> {
  const { createTransport } = await import('nodemailer')
  const domain = smtp.from.split('@')[1] ?? 'vigie'
  const transport = createTransport({
    ...connectionOf(smtp),
    getSocket: (_options, done) => openSocket(smtp, context, done),
  })
  try {
    const { rejected } = await transport.sendMail({
      from: smtp.from,
      to: [...mail.to],
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: `<${context.delivery_id}@${domain}>`,
      date: new Date(context.clock.now()),
      ...(mail.thread ? { references: `<${mail.thread}@${domain}>` } : {}),
      headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribeHeaders(mail) },
      disableFileAccess: true,
      disableUrlAccess: true,
      signal: context.signal,
    })
    return rejected.length === 0
      ? { outcome: 'delivered' }
      : { outcome: 'delivered', note: say('delivery.mail-rejected', { addresses: rejected.map(String) }) }
  } catch (thrown) {
    return outcomeOfError(thrown)
  } finally {
    transport.close()
  }
}

function unsubscribeHeaders({ unsubscribe_url }: OutgoingEmail): Record<string, string> {
  if (unsubscribe_url === undefined) return {}
  return { 'List-Unsubscribe': `<${unsubscribe_url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
}

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
    given(policyFailure(refusal))
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

const mailFailures: Readonly<Record<string, (text: string) => Reason>> = {
  EAUTH: text => say('delivery.mail-login', { text }),
  'RCPT TO': text => say('delivery.mail-recipients', { text }),
  'MAIL FROM': text => say('delivery.mail-sender', { text }),
  DATA: text => say('delivery.mail-message', { text }),
}

/** By the code of nodemailer or the command that failed; what the server answered stays in its own words. */
function reasonOf(thrown: unknown): Reason {
  const { code = '', command = '', response } = thrown as Readonly<Record<string, string | undefined>>
  const say = mailFailures[code] ?? mailFailures[command]
  return say && response ? say(response) : plainText(messageOf(thrown))
}

/** Of the session, not of the message: out of order, sign-in wanted (RFC 5321, RFC 4954). */
const ofSession = new Set([503, 530])

/** A 5xx will come again for the same message, everything else may pass. */
function outcomeOfError(thrown: unknown): EmailOutcome {
  const { responseCode, code, command } = thrown as { responseCode?: unknown; code?: unknown; command?: unknown }
  const error = reasonOf(thrown)
  if (typeof responseCode !== 'number') {
    if (code === 'EAUTH' || code === 'EENVELOPE') return { outcome: 'refused', error }
    throw thrown
  }
  const passing = responseCode < 500 || ofSession.has(responseCode)
  const about = command === 'RCPT TO' && !ofSession.has(responseCode) ? ({ about: 'recipient' } as const) : {}
  return { outcome: passing ? 'retry' : 'refused', error, ...about }
}
