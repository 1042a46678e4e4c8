import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { noteBlock } from '../../runtime/heap-tuning.ts'

/** What is read and thrown away of a body that nobody wants, so that its sender sees the answer. */
const mostBytes = 33_554_432
const longestMs = 30_000
/** A piece of it costs as much as so many bytes, however short it is. */
const pieceLength = 1_024
/**
 * What the network brings at once may be ten thousand chunks of one byte, and takes as long as megabytes in large ones. Fewer
 * than this tell nothing; so many that are all but empty are no program that means it.
 */
const fewPieces = 4_096
const tinyBytes = 16

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
  let [pieces, bytes] = [0, 0]
  const forget = (chunk: Buffer): void => {
    left -= Math.max(chunk.length, pieceLength)
    pieces++
    bytes += chunk.length
    noteBlock(chunk.length)
    if (left >= 0 && (pieces < fewPieces || bytes > pieces * tinyBytes)) return
    // Also what was read already is not handed over any more.
    request.off('data', forget).destroy()
    socket.destroy()
  }
  request.on('data', forget)
  const cutOff = setTimeout(() => socket.destroy(), longestMs).unref()
  whenOver(request, () => clearTimeout(cutOff))
  request.on('error', () => {})
  request.resume()
}

function whenOver(request: IncomingMessage, run: () => void): void {
  if (request.complete || request.destroyed) run()
  else request.once('close', run)
}

/** Of connections on which nothing more is understood: how many bytes had come when the last answer was given. */
const refused = new WeakMap<Socket, number>()
/** What still may come on such a connection before it is cut; more than any head, and soon over. */
const mostLingeringBytes = 8_388_608
const longestLingeringMs = 5_000

/**
 * Of what cannot be read there is no end to wait for, and Node reports each further piece of it. To close at once would make
 * the other side lose the answer, since it still sends: it is given a little while to notice.
 */
export function lingerAfterRefusal(socket: Socket): void {
  refused.set(socket, socket.bytesRead)
  const cutOff = setTimeout(() => socket.destroy(), longestLingeringMs).unref()
  socket.once('close', () => clearTimeout(cutOff))
}

/** Whether the answer was given, and this is only what comes after; cuts off who does not stop. */
export function hasRefused(socket: Socket): boolean {
  const before = refused.get(socket)
  if (before === undefined) return false
  if (socket.bytesRead - before > mostLingeringBytes) socket.destroy()
  return true
}
