import type { Socket } from 'node:net'
import { pipeline, type Readable } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { TSchema } from 'typebox'
import { type Authenticator, authenticateRequest, authorize } from '../auth/auth.ts'
import type { Caller } from '../auth/caller.ts'
import type { ClientIp } from '../auth/client-ip.ts'
import { type FieldProblem, Refusal } from '../service/errors.ts'
import type { Operation } from '../service/operation.ts'
import { invalidFields } from '../service/refusals.ts'
import { type ClientCertificate, Reply, type Request, type Served } from '../service/service.ts'
import { type Checked, validator } from '../service/validation.ts'
import { bodyRules, readBody } from './body/read-body.ts'
import { answerBeforeBody } from './body/unread-body.ts'
import { forbiddenIn } from './forbidden-text.ts'
import { defaultHeaders } from './security-headers.ts'

export type HttpOptions = {
  readonly authenticators: readonly Authenticator[]
  readonly addressOf: ClientIp
  /** Answers that break their own schema are bugs: tests look, production does not spend the time. */
  readonly checkAnswers?: boolean
  /** Runs a handler with whatever must be known while it runs (the depth of calls). */
  readonly around?: <T>(request: FastifyRequest, caller: Caller, run: () => Promise<T>) => Promise<T>
}

/** Mounts one operation: who may call, what is let in, what goes out. */
export function mount(app: FastifyInstance, served: Served, options: HttpOptions): void {
  const { operation, handle } = served
  const read = reader(served)
  const answer = options.checkAnswers && !operation.content ? validator(operation.output, 'body') : undefined

  if (operation.cors) letOtherSitesAsk(app, operation)
  app.route({
    method: operation.any_method ? everyMethod : operation.method,
    url: operation.path,
    handler: async (request, reply) => {
      if (operation.cors) reply.headers(forOtherSites)
      const caller = await authenticateRequest(request, options.authenticators, operation)
      authorize(caller, operation)
      const ip = caller.ip ?? options.addressOf(request)
      const input = await read(request, reply, { caller, ip, certificate: certificateOf(request.raw.socket) })
      const run = async () => handle(input)
      const output = await (options.around ? options.around(request, caller, run) : run())
      if (output instanceof Reply) return sendReply(reply, output)
      const wrong = answer?.(output)
      if (wrong && 'problems' in wrong) {
        throw new Error(`${operation.name} answers what its schema does not say: ${JSON.stringify(wrong.problems)}`)
      }
      const status = operation.status ?? 200
      if (status === 204) return reply.code(204).send()
      return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(output))
    },
  })
}

const everyMethod: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

type Known = Pick<Request<Operation>, 'caller' | 'ip' | 'certificate'>
type Read = (request: FastifyRequest, reply: FastifyReply, known: Known) => Promise<Request<never>>

function certificateOf(socket: Socket): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket && socket.authorized)) return undefined
  const { subject, fingerprint256 } = socket.getPeerCertificate()
  const name = [subject.CN ?? ''].flat()[0] ?? ''
  return { subject: name, fingerprint: fingerprint256 }
}

/** What a request holds, checked; its body only once everything that can be judged without it lets it in. */
function reader({ operation, admit }: Served): Read {
  const parts = (['params', 'query'] as const)
    .filter(part => operation[part] !== undefined && !isEmpty(operation[part]))
    .map(part => ({ part, check: validator(operation[part] as TSchema, part) }))
  const unread = operation.raw || operation.bytes
  const checkBody = operation.body && !unread ? validator(operation.body, 'body') : undefined
  const rules = bodyRules(operation)
  return async (request, reply, known) => {
    const input: Record<string, unknown> = {
      params: {},
      query: {},
      body: undefined,
      headers: request.headers,
      sent: operation.any_method ? { method: request.method, url: request.url } : undefined,
      ...known,
    }
    const problems: FieldProblem[] = []
    for (const { part, check } of parts)
      fill(input, problems, { part, checked: check(request[part]), sent: request[part] })
    if (admit) {
      refuseIf(problems)
      await admit(input as Request<never>)
    }
    if (operation.body) {
      const sent = await readBody(request.raw, reply.raw, rules)
      if (checkBody) fill(input, problems, { part: 'body', checked: checkBody(sent) })
      else input.body = sent
    }
    refuseIf(problems)
    return input as Request<never>
  }
}

type Filled = { readonly part: string; readonly checked: Checked; readonly sent?: unknown }

function fill(input: Record<string, unknown>, problems: FieldProblem[], { part, checked, sent }: Filled): void {
  if ('value' in checked) input[part] = checked.value
  else problems.push(...checked.problems)
  if (sent === undefined || problems.length > 0 || !hasNul(sent as object)) return
  const forbidden = forbiddenIn(part, sent)
  if (forbidden) problems.push(forbidden)
}

/** Of a path or a query: a name that comes twice has a list. */
const hasNul = (sent: object): boolean =>
  Object.values(sent).some(value => (typeof value === 'string' ? value.includes('\0') : Array.isArray(value)))

function refuseIf(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw invalidFields('http.invalid', problems)
}

/** Bytes need nothing of the HTTP library any more, and its way of sending costs as much as Node's own. */
function sendReply(reply: FastifyReply, { status, headers, body, encoding }: Reply): FastifyReply {
  const isText = typeof body === 'string' && (encoding === 'ascii' || status === 304)
  // The HTTP library would say of which type nothing is.
  if (typeof body === 'string' && !isText) return reply.code(status).headers(headers).send(body)
  const isStream = typeof body !== 'string' && !Buffer.isBuffer(body)
  reply.hijack()
  // What has not changed has a length, but it is not that of this answer.
  const length = status === 304 || isStream ? {} : { 'content-length': body.length }
  answerBeforeBody(reply.request.raw, reply.raw)
  reply.raw.writeHead(status, { ...defaultHeaders(status), ...(reply.getHeaders() as Headers), ...headers, ...length })
  if (isStream) sendStream(reply, body)
  // Of a text that is known to be ASCII this writes head and body in one go, as they lie in memory.
  else if (isText) reply.raw.end(body, 'latin1')
  else reply.raw.end(body)
  return reply
}

/** Ends with the client; cuts the connection when it cannot go on, so that nobody takes for whole what is not. */
function sendStream({ request, raw, log }: FastifyReply, body: Readable): void {
  const { method, url } = request
  if (method === 'HEAD') {
    body.destroy()
    raw.end()
    return
  }
  pipeline(body, raw, failure => {
    if (!failure || failure.code === 'ERR_STREAM_PREMATURE_CLOSE') return
    const told = { err: failure, method, url: url.split('?')[0] }
    if (failure instanceof Refusal) log.warn(told, 'an answer was cut off')
    else log.error(told, 'an answer was cut off')
  })
}

type Headers = Readonly<Record<string, string | number | string[]>>

/** A path without parameters has nothing to check. */
function isEmpty(schema: TSchema | undefined): boolean {
  const { properties, additionalProperties } = (schema ?? {}) as { properties?: object; additionalProperties?: unknown }
  return properties !== undefined && Object.keys(properties).length === 0 && additionalProperties === undefined
}

/** https://fetch.spec.whatwg.org/#http-cors-protocol */
const forOtherSites = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'etag' }

/** What a browser asks before it lets a page of another site ask. */
function letOtherSitesAsk(app: FastifyInstance, { method, path }: Operation): void {
  app.route({
    method: 'OPTIONS',
    url: path,
    handler: (_request, reply) =>
      reply
        .code(204)
        .headers({
          ...forOtherSites,
          'access-control-allow-methods': method,
          'access-control-allow-headers': 'authorization, content-type, if-none-match, last-event-id, x-api-key',
          'access-control-max-age': '86400',
        })
        .send(),
  })
}
