import { say } from '../../../../contracts/messages/words.ts'
import { retryAfter } from '../../../../kit/http-client/retry-after.ts'
import { type HttpAnswer, sendHttp } from '../../../../kit/http-client/send-http.ts'
import type { Outcome, SendContext } from './channel-kind.ts'

export type Answer = Pick<HttpAnswer, 'status' | 'headers' | 'body'>

type Way = Pick<SendContext, 'signal' | 'network' | 'trust'>
type Content = {
  readonly method?: 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Where a 2xx alone does not say that the message was taken. */
  readonly read_answer?: boolean
}

/** An answer says in its status what became of a message; nobody needs to read a long one. */
const longestAnswer = 65_536

/** One request, redirects not followed. Rejects when no answer comes. */
export function httpPost(url: string, content: Content, way: Way): Promise<Answer> {
  const { method = 'POST', read_answer = false, ...sent } = content
  return sendHttp(url, {
    ...way,
    ...sent,
    method,
    most_bytes: longestAnswer,
    isPartTaken: true,
    skipBody: status => isSuccess(status) && !read_answer,
  })
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300

/** Client errors that a later attempt may not meet. Source: RFC 9110, RFC 8470, RFC 6585. */
const passing = new Set([408, 425, 429])

type JsonContent = {
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly method?: 'PUT'
}

/** The same with JSON, as all chats take it; the answer is read, because many say there what went wrong. */
export function postJson(url: string, { body, headers = {}, method }: JsonContent, way: Way): Promise<Answer> {
  const content = { body: JSON.stringify(body), headers: { ...headers, ...jsonHeaders }, read_answer: true }
  return httpPost(url, method ? { ...content, method } : content, way)
}

const jsonHeaders = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Vigie' }

/** An object, whatever the answer is. */
export function fieldsOf({ body }: Answer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** A positive number of seconds, as some services say in their answer how long to wait. */
export function secondsIn(value: unknown, per_second = 1): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number / per_second : undefined
}

/** Of services that say with the status alone whether they took a message. `wait_s` is what one said in its own way. */
export function outcomeOf({ status, headers, body }: Answer, now: number, wait_s?: number): Outcome {
  if (isSuccess(status)) return { outcome: 'delivered' }
  const said = body.toString().replace(/\s+/g, ' ').trim().slice(0, 200)
  const error = said ? say('delivery.answered-with', { status, text: said }) : say('delivery.answered', { status })
  if (status >= 500 || passing.has(status)) {
    return { outcome: 'retry', error, retry_after_s: wait_s ?? retryAfter(headers['retry-after'], now) }
  }
  if (status >= 300 && status < 400) return { outcome: 'refused', error: say('delivery.redirected', { status }) }
  return { outcome: 'refused', error }
}

/** `https://a.test/base` and `https://a.test/base/` are the same base. */
export const under = (base: string, path: string): string => `${base.replace(/\/+$/, '')}/${path}`
