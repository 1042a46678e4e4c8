import type { FastifyError, FastifyReply } from 'fastify'
import { plainText } from '../messages/message.ts'
import type { Log } from '../runtime/log.ts'
import { type FieldProblem, Refusal, statusOf } from '../service/errors.ts'
import { fieldProblem, invalid, invalidFields, problemAt } from '../service/refusals.ts'
import type { JsonLimits } from './body/json-limits.ts'
import { answerBeforeBody } from './body/unread-body.ts'
import { defaultHeaders } from './security-headers.ts'

/** What is wrong with the whole of a request names its part, as fields are named. */
export const at = (problem: FieldProblem) => ({ fields: [problem] })

export const wrongMediaType = () => invalid('http.media-type', {}, at(fieldProblem('content-type', 'field.media-type')))

export const invalidJson = () => invalid('http.invalid-json', {}, at(fieldProblem('body', 'field.json')))

export const tooLarge = () => invalid('http.too-large', {}, at(fieldProblem('body', 'field.shorter')))

export function tooComplex(exceeded: keyof JsonLimits, { depth, values }: JsonLimits) {
  return exceeded === 'depth'
    ? invalid('http.too-deep', {}, at(fieldProblem('body', 'field.flatter', { depth })))
    : invalid('http.too-many-values', {}, at(fieldProblem('body', 'field.fewer-values', { values })))
}

/** Where the field has a status for the one thing, more is told by it than by 400. */
const statusOfCode: Readonly<Record<string, number>> = { 'http.too-large': 413, 'http.content-encoding': 415 }

const problemType = 'application/problem+json; charset=utf-8'

/** RFC 9457. What we did not expect is logged with its stack and told as nothing but "internal error". */
export function sendProblem(reply: FastifyReply, thrown: unknown, log: Log): FastifyReply {
  const refusal = thrown instanceof Refusal ? thrown : refusalOf(thrown as FastifyError)
  answerBeforeBody(reply.request.raw, reply.raw)
  // Set here and not in a hook: what the router refuses passes none.
  reply.headers({ ...defaultHeaders(), 'content-type': problemType })
  if (!refusal) {
    log.error({ err: thrown, method: reply.request.method, url: reply.request.url.split('?')[0] }, 'request failed')
    return reply
      .code(500)
      .send(JSON.stringify({ type: 'about:blank', title: 'internal error', status: 500, code: 'http.internal' }))
  }
  const status = statusOfCode[refusal.code] ?? statusOf[refusal.kind]
  if (refusal.retryAfterS !== undefined) reply.header('retry-after', String(Math.ceil(refusal.retryAfterS)))
  if (refusal.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer')
  return reply.code(status).send(
    JSON.stringify({
      type: `urn:vigie:error:${refusal.code}`,
      title: refusal.kind,
      status,
      code: refusal.code,
      detail: refusal.message,
      detail_i18n: refusal.detail_i18n,
      ...(refusal.fields.length > 0 ? { fields: refusal.fields } : {}),
      present: refusal.present,
    }),
  )
}

/** What the HTTP library itself refuses, in our words. */
function refusalOf(error: FastifyError): Refusal | null {
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return wrongMediaType()
  if (error.code === 'FST_ERR_BAD_URL' || error.code === 'FST_ERR_MAX_PARAM_LENGTH') {
    return invalid('http.bad-address', {}, at(fieldProblem('path', 'field.address')))
  }
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500) {
    return invalidFields('http.malformed', [problemAt('request', plainText(error.message))])
  }
  return null
}
