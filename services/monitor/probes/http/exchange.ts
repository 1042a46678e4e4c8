import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { say } from '../../../../contracts/messages/words.ts'
import { requestHttp as send } from '../../../../kit/http-client/node-http.ts'
import { shortened } from '../../../../kit/http-client/shortened.ts'
import type { Message } from '../../../../kit/messages/message.ts'
import type { NetworkError } from '../connection/network-error.ts'
import { type Attempt, down, type Verdict } from '../kind/attempt.ts'
import { thousandths } from '../kind/format.ts'

export type HttpRequest = {
  readonly method: string
  readonly path: string
  /** Name, value, name, value: what is sent, as it is. */
  readonly headers: readonly string[]
  readonly body: string | undefined
}

export type HttpAnswer = {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: readonly Buffer[]
  /** False when reading stopped at the limit. */
  readonly complete: boolean
}

const headerBytes = 32_768

export type ReadingRules = {
  readonly body_bytes: number
  readonly skipBody: (status: number, headers: readonly string[]) => boolean
}

/** One request and its answer on a connected socket. What comes is noted in the attempt while it comes. */
export function exchange(
  attempt: Attempt,
  socket: Socket,
  request: HttpRequest,
  rules: ReadingRules,
): Promise<HttpAnswer | Verdict> {
  const begun = attempt.elapsed()
  attempt.waiting = () => say(socket.bytesRead > 0 ? 'http.header-unfinished' : 'connection.first-byte')
  return new Promise(resolve => {
    const outgoing = send({
      method: request.method,
      path: request.path,
      headers: request.headers,
      createConnection: () => socket,
      maxHeaderSize: headerBytes,
    })
    let describe = (failure: NetworkError) => noAnswer(failure, socket)
    outgoing.on('response', response => {
      attempt.phases.first_byte_ms = thousandths(attempt.elapsed() - begun)
      describe = readAnswer(attempt, response, rules, resolve)
    })
    // Without this listener a 101 is dropped in silence.
    outgoing.on('upgrade', response => {
      attempt.phases.first_byte_ms = thousandths(attempt.elapsed() - begun)
      resolve(noteAnswer(attempt, response, []))
    })
    outgoing.on('error', (failure: NetworkError) => resolve(down(describe(failure))))
    outgoing.end(request.body)
  })
}

type Resolve = (answer: HttpAnswer | Verdict) => void

function readAnswer(attempt: Attempt, response: IncomingMessage, rules: ReadingRules, resolve: Resolve) {
  const chunks: Buffer[] = []
  const answer = noteAnswer(attempt, response, chunks)
  const { status } = answer
  let size = 0
  const describe = ({ code = '' }: NetworkError) => {
    return code.startsWith('HPE_')
      ? say('http.body-broken', { status, code, size })
      : say('http.body-cut', { status, size })
  }
  response.on('error', failure => resolve(down(describe(failure))))
  if (rules.skipBody(status, answer.headers)) {
    resolve(answer)
    return describe
  }
  attempt.waiting = () => say('http.body-unfinished', { status, size })
  response.on('data', (chunk: Buffer) => {
    if (size >= rules.body_bytes) return
    chunks.push(chunk)
    size += chunk.length
    if (size >= rules.body_bytes) resolve({ ...answer, complete: false })
  })
  response.on('end', () => resolve(answer))
  return describe
}

function noteAnswer(attempt: Attempt, response: IncomingMessage, chunks: Buffer[]): HttpAnswer {
  const status = response.statusCode ?? 0
  const headers = response.rawHeaders
  attempt.http_status = status
  attempt.headers = headers
  attempt.body = chunks
  return { status, headers, body: chunks, complete: true }
}

function noAnswer({ code = '', message }: NetworkError, socket: Socket): Message {
  const received = socket.bytesRead > 0
  if (code === 'HPE_HEADER_OVERFLOW') return say('http.header-large', { limit: headerBytes / 1024 })
  if (code.startsWith('HPE_')) return say('http.not-http', { code })
  if (code === 'ECONNRESET' || code === 'EPIPE') return say(received ? 'http.header-cut' : 'http.closed')
  return say('http.unusable', { text: shortened(message, 160) })
}
