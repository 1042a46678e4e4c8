import { say } from '../../../../contracts/messages/words.ts'
import type { OutgoingPolicy, PolicyFailure, Trust } from '../../../../kit/http-client/network.ts'
import { redactText } from '../../../../kit/http-client/redact-text.ts'
import { retryAfter } from '../../../../kit/http-client/retry-after.ts'
import { type HttpAnswer, sendHttp } from '../../../../kit/http-client/send-http.ts'
import { type Message, plainText } from '../../../../kit/messages/message.ts'
import { Unreadable } from './source-kind.ts'

export type Fetching = {
  readonly network: OutgoingPolicy
  readonly trust: Trust
  readonly signal: AbortSignal
  readonly now: number
  readonly method?: string | undefined
  readonly body?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly accept: string
  /** Statuses that are answers although they are not 2xx. */
  readonly takes?: readonly number[]
}

/** Counted after unpacking; a scrape of ten thousand series has one. */
export const mostBytes = 8 * 1_048_576
/** Free hosts wake up for the first request, which takes them half a minute. */
const deadlineMs = 60_000
const mostRedirects = 5

/** One request, and a reason in words where no answer comes that can be read. */
export async function fetchAnswer(address: string, fetching: Fetching): Promise<HttpAnswer> {
  const { network, trust, now, method = 'GET', body, headers, accept, takes = [] } = fetching
  const late = AbortSignal.timeout(deadlineMs)
  const signal = AbortSignal.any([fetching.signal, late])
  const answer = await sendHttp(address, {
    network,
    trust,
    method,
    signal,
    ...(body === undefined ? {} : { body }),
    headers: { 'user-agent': 'Vigie (reads metrics)', accept, 'accept-encoding': 'gzip, br', ...headers },
    most_bytes: mostBytes,
    skipBody: status => status === 304,
    redirects: { most: mostRedirects, may: (from, to) => from.origin === to.origin || isUpgrade(from, to) },
  }).catch(thrown => {
    throw new Unreadable(signal.aborted ? say('source.late') : failureOf(thrown))
  })
  const { status } = answer
  if ((status >= 200 && status < 300) || takes.includes(status)) return answer
  throw new Unreadable(say('source.status', { status }), {
    wait_s: retryAfter(answer.headers['retry-after'], now),
    answer: answer.body.toString('utf8', 0, 2_000),
  })
}

/** The headers may hold a secret: they go on to the same site only, or to the same one encrypted. */
const isUpgrade = (from: URL, to: URL): boolean =>
  from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname && to.username === ''

const words: Readonly<Record<string, Message>> = {
  ECONNREFUSED: say('source.refuses'),
  ECONNRESET: say('source.breaks-off'),
  EPIPE: say('source.breaks-off'),
  ENOTFOUND: say('source.no-address'),
  EAI_AGAIN: say('source.no-address'),
  ETIMEDOUT: say('source.late'),
  ERR_STREAM_PREMATURE_CLOSE: say('source.breaks-off'),
}

function failureOf(thrown: unknown): Message {
  const failure: NodeJS.ErrnoException & Partial<PolicyFailure> =
    thrown instanceof Error ? thrown : new Error(String(thrown))
  const problem = failure.refusal ?? words[failure.code ?? '']
  return problem ?? plainText(redactText(failure.message).replace(/\s+/g, ' ').slice(0, 200))
}
