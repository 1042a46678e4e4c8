import { connect } from 'node:net'

/** What is sent, byte for byte. */
export type RawRequest = {
  readonly head: string
  readonly body: Iterable<Buffer> | AsyncIterable<Buffer>
  /** The body is sent only when the other side says `100 Continue`. */
  readonly waits?: boolean
  /** The sending half is closed after the last byte, though more was announced. */
  readonly ends?: boolean
}

/** Status 0: the connection was closed without an answer. */
export type RawAnswer = { readonly status: number; readonly ms: number; readonly text: string }

const hangMs = 60_000
const answerHead = /^HTTP\/1\.1 (\d{3}) [\s\S]*?\r\n\r\n/

/**
 * One request on a connection of its own, as no HTTP library would send it. The time counts from the head of the request to
 * the head of the answer; what is left of the body is sent all the same, because that is what most clients do.
 */
export function exchange(port: number, { head, body, waits = false, ends = false }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let begun = 0
    let text = ''
    let answered: { readonly status: number; readonly ms: number } | undefined
    let sent: Promise<void> = Promise.resolve()
    const over = () => {
      socket.destroy()
      resolve({ status: answered?.status ?? 0, ms: answered?.ms ?? performance.now() - begun, text })
    }
    let wake = () => {}
    const room = () =>
      new Promise<void>(resolve => {
        wake = resolve
      })
    socket.on('drain', () => wake()).on('close', () => wake())
    const send = async () => {
      for await (const part of body) {
        if (socket.destroyed || !socket.writable) return
        if (!socket.write(part)) await room()
      }
      if (ends) socket.end()
    }
    socket.setNoDelay(true).setTimeout(hangMs, () => {
      socket.destroy()
      reject(new Error(`neither an answer nor an end within ${hangMs} ms after ${head.slice(0, 200)}`))
    })
    socket.once('connect', () => {
      begun = performance.now()
      socket.write(head)
      if (!waits) sent = send()
    })
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      if (text.length < 4_096) text += chunk
      if (waits && text.startsWith('HTTP/1.1 100 ')) {
        text = text.slice(text.indexOf('\r\n\r\n') + 4)
        // Whoever was invited begins to send only now.
        begun = performance.now()
        sent = send()
      }
      const [, status] = answered ? [] : (answerHead.exec(text) ?? [])
      if (status === undefined) return
      answered = { status: Number(status), ms: performance.now() - begun }
      void sent.then(over)
    })
    // A connection that is cut while we still write is an answer too, if one came before.
    socket.on('error', () => undefined)
    socket.once('close', over)
  })
}
