import { SMTPServer } from 'smtp-server'

export type ReceivedMail = {
  readonly from: string
  readonly to: readonly string[]
  /** Names in lower case; folded lines joined. Of a repeated header the last one. */
  readonly headers: Readonly<Record<string, string>>
  /** The message as it was sent, headers included. */
  readonly source: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** `busy`: every recipient is turned away with 451 (try later). `unknown-user`: with 550 (do not). */
export type SmtpBehaviour = 'ok' | 'busy' | 'unknown-user'

export type SmtpSink = {
  readonly host: string
  readonly port: number
  readonly mails: readonly ReceivedMail[]
  behave(behaviour: SmtpBehaviour): void
  stop(): Promise<void>
}

export async function startSmtp(): Promise<SmtpSink> {
  const mails: ReceivedMail[] = []
  let behaviour: SmtpBehaviour = 'ok'
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: (_address, _session, done) => done(refusal(behaviour)),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const source = Buffer.concat(chunks).toString()
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom ? mailFrom.address : ''
        mails.push({ from, to: rcptTo.map(to => to.address), headers: headersOf(source), source, at: Date.now() })
        done()
      })
    },
  })
  // A client that goes away in the middle is its own affair; without a listener it would end the test process.
  server.on('error', () => {})
  const port = await new Promise<number>(resolve => {
    const listening = server.listen(0, '127.0.0.1', () => {
      const address = listening.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  return {
    host: '127.0.0.1',
    port,
    mails,
    behave: next => {
      behaviour = next
    },
    stop: () => new Promise(resolve => server.close(() => resolve())),
  }
}

function refusal(behaviour: SmtpBehaviour): (Error & { responseCode: number }) | undefined {
  if (behaviour === 'busy') return Object.assign(new Error('mailbox busy, try again later'), { responseCode: 451 })
  if (behaviour === 'unknown-user') return Object.assign(new Error('no such user here'), { responseCode: 550 })
  return undefined
}

function headersOf(source: string): Record<string, string> {
  const head = source.split('\r\n\r\n')[0]?.replace(/\r\n[ \t]+/g, ' ') ?? ''
  const lines = head.split('\r\n').map(line => line.split(/:\s*(.*)/s))
  return Object.fromEntries(lines.map(([name = '', value = '']) => [name.toLowerCase(), value]))
}
