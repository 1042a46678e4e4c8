import type { IncomingMessage, ServerResponse } from 'node:http'

/** What is read and thrown away of a body that nobody wants, so that its sender sees the answer. */
const mostBytes = 33_554_432
const longestMs = 30_000

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/**
 * To be called before an answer is sent. Most clients send the whole body before they look for an answer, and a connection
 * that is closed while they still send makes them lose it. So what is left of a body is read and forgotten after the answer,
 * up to a limit; who goes on beyond it is cut off.
 */
export function answerBeforeBody(request: IncomingMessage, response: ServerResponse): void {
  // Of requests that never were on a wire nothing is left to read.
  if (request.complete !== false || !hasBody(request)) return
  const closes = !response.shouldKeepAlive
  // Node would close at once. It still does where the client waits to be invited to send the body, and was not.
  response.shouldKeepAlive = true
  forgetBody(request)
  if (closes) response.once('finish', () => whenOver(request, () => request.socket.end()))
}

/** Begun before the answer is out: after it Node would throw away the rest itself, without an end. */
function forgetBody(request: IncomingMessage): void {
  const { socket } = request
  let left = mostBytes
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) socket.destroy()
  })
  const cutOff = setTimeout(() => socket.destroy(), longestMs).unref()
  whenOver(request, () => clearTimeout(cutOff))
  request.on('error', () => {})
  request.resume()
}

function whenOver(request: IncomingMessage, run: () => void): void {
  if (request.complete || request.destroyed) run()
  else request.once('close', run)
}
