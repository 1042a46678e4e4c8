import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import type { TSchema } from 'typebox'
import type { Authenticator } from './auth.ts'
import { authenticateRequest, authorize } from './auth.ts'
import type { Caller } from './caller.ts'
import type { AddressOf } from './caller-address.ts'
import { type FieldProblem, invalid, Refusal, statusOf } from './errors.ts'
import type { Log } from './log.ts'
import type { Operation } from './operation.ts'
import { Reply, type Request, type Served } from './service.ts'
import { hasNothing, validator } from './validation.ts'

export type HttpOptions = {
  readonly log: Log
  readonly authenticators: readonly Authenticator[]
  readonly addressOf: AddressOf
  /** Answers that break their own schema are bugs: tests look, production does not spend the time. */
  readonly checkAnswers?: boolean
  /** Runs a handler with whatever must be known while it runs (the depth of calls). */
  readonly around?: <T>(request: FastifyRequest, caller: Caller, run: () => Promise<T>) => Promise<T>
}

const mebibyte = 1_048_576

export function createHttp(log: Log): FastifyInstance {
  const app: FastifyInstance = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new fastify.LogController({ disableRequestLogging: true }),
    // Nobody logs through the request; a logger of its own for each is a tenth of what a cached page costs.
    childLoggerFactory: logger => logger,
    bodyLimit: mebibyte,
    requestTimeout: 30_000,
    // Addresses that cannot even be read come past every handler.
    frameworkErrors: (error, _request, reply) => sendProblem(reply, error, log),
    forceCloseConnections: true,
    // Operations are checked by `validator` and answered by `mount`: the default compilers would only cost memory.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
  })
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, error, log))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      new Refusal(
        'not-found',
        'http.not-found',
        `there is no ${request.method} ${request.url.split('?')[0]}; see /api/docs`,
      ),
      log,
    ),
  )
  takeBodies(app)
  return app
}

type Taken = (text: string | Buffer) => unknown
type Takes = { readonly body?: boolean; readonly form?: boolean; readonly raw?: boolean }

/** JSON, and forms where an operation says so: a page of another site can send forms, but no JSON. */
function takeBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const take = (type: string, allowed: (takes: Takes) => boolean, read: Taken) =>
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (request, body, done) => {
      const takes = request.routeOptions.config as Takes
      // Jobs and tools send something with everything: an order that takes no body does not look at it.
      if (takes.body === false) return done(null, undefined)
      try {
        if (!allowed(takes)) throw wrongMediaType()
        done(null, takes.raw ? body.toString() : read(body))
      } catch (thrown) {
        done(thrown as Error)
      }
    })
  take('application/json', () => true, readJson)
  take('application/x-www-form-urlencoded', ({ form }) => form === true, readForm)
  take(
    'multipart/form-data',
    ({ form }) => form === true,
    () => ({}),
  )
  take(
    '*',
    () => false,
    () => undefined,
  )
}

const wrongMediaType = () =>
  invalid('http.media-type', 'send the body as application/json', at('content-type', 'must be application/json'))

/** What is wrong with the whole of a request names its part, as fields are named. */
const at = (field: string, message: string) => ({ fields: [{ field, message }] })

function readJson(body: string | Buffer): unknown {
  const text = body.toString()
  // Several clients send "application/json" with no body at all; for us that is the same as no body.
  if (text === '') return undefined
  try {
    return JSON.parse(text, dropPrototype)
  } catch {
    throw invalid('http.invalid-json', 'the body is not valid JSON', at('body', 'must be valid JSON'))
  }
}

function readForm(body: string | Buffer): unknown {
  return formFields(body.toString())
}

/** A name that comes more than once (boxes to tick) holds a list. */
function formFields(text: string): Record<string, string | string[]> {
  const fields = Map.groupBy(new URLSearchParams(text), ([name]) => name)
  fields.delete('__proto__')
  const values = [...fields].map(([name, pairs]): [string, string | string[]] => {
    const all = pairs.map(([, value]) => value)
    return [name, all.length === 1 ? (all[0] ?? '') : all]
  })
  return Object.fromEntries(values)
}

function noCompiler(): never {
  throw new Error('operations bring their own schemas; routes of the HTTP library have none')
}

/** `__proto__` as a key is never meant well. */
function dropPrototype(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value
}

/** Text with a NUL character is never meant well either, and PostgreSQL cannot keep it. */
function nulProblem(part: Part['part'], value: unknown): FieldProblem[] {
  if (typeof value === 'string') return value.includes('\0') ? [{ field: part, message: nulMessage }] : []
  if (typeof value !== 'object' || value === null || hasNothing(value) || !JSON.stringify(value).includes('\\u0000'))
    return []
  const wrong = Object.entries(value).find(([, inner]) => nulProblem(part, inner).length > 0)
  return [{ field: wrong ? `${part}.${wrong[0]}` : part, message: nulMessage }]
}

const nulMessage = 'must not contain the character NUL'

/** Mounts one operation: who may call, what is let in, what goes out. */
export function mount(app: FastifyInstance, { operation, handle }: Served, options: HttpOptions): void {
  const parts = (['params', 'query', 'body'] as const)
    .filter(part => operation[part] !== undefined && !(part === 'body' && operation.raw) && !isEmpty(operation[part]))
    .map(part => ({ part, check: validator(operation[part] as TSchema, part) }))
  const answer = options.checkAnswers && !operation.content ? validator(operation.output, 'body') : undefined

  if (operation.other_sites) letOtherSitesAsk(app, operation)
  app.route({
    method: operation.method,
    url: operation.path,
    ...(operation.body_limit ? { bodyLimit: operation.body_limit } : {}),
    config: {
      form: operation.form ?? false,
      body: operation.body !== undefined,
      raw: operation.raw ?? false,
    } satisfies Takes,
    handler: async (request, reply) => {
      if (operation.other_sites) reply.headers(forOtherSites)
      const caller = await authenticateRequest(request, options.authenticators, operation)
      authorize(caller, operation)
      const input = checkedInput(request, parts)
      const run = async () =>
        handle({
          params: {},
          query: {},
          body: operation.raw ? request.body : undefined,
          ...input,
          caller,
          headers: request.headers,
          ip: caller.ip ?? options.addressOf(request),
        } as Request<never>)
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

/** Bytes need nothing of the HTTP library any more, and its way of sending costs as much as Node's own. */
function sendReply(reply: FastifyReply, { status, headers, body, encoding }: Reply): FastifyReply {
  const isText = typeof body === 'string' && encoding === 'ascii'
  if (!isText && !Buffer.isBuffer(body)) return reply.code(status).headers(headers).send(body)
  reply.hijack()
  // What has not changed has a length, but it is not that of this answer.
  const length = status === 304 ? {} : { 'content-length': body.length }
  reply.raw.writeHead(status, { ...(reply.getHeaders() as Headers), ...headers, ...length })
  // Of a text that is known to be ASCII this writes head and body in one go, as they lie in memory.
  if (isText) reply.raw.end(body, 'latin1')
  else reply.raw.end(body)
  return reply
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

type Part = { readonly part: 'params' | 'query' | 'body'; readonly check: ReturnType<typeof validator> }

function checkedInput(request: FastifyRequest, parts: readonly Part[]): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  const problems: FieldProblem[] = []
  for (const { part, check } of parts) {
    const checked = check(request[part])
    if ('value' in checked) input[part] = checked.value
    else problems.push(...checked.problems)
    if (problems.length === 0) problems.push(...nulProblem(part, request[part]))
  }
  const [first] = problems
  if (first) {
    throw invalid(
      'http.invalid',
      `${first.field} ${first.message}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}`,
      {
        fields: problems,
      },
    )
  }
  return input
}

/** RFC 9457. What we did not expect is logged with its stack and told as nothing but "internal error". */
export function sendProblem(reply: FastifyReply, thrown: unknown, log: Log): FastifyReply {
  const refusal = thrown instanceof Refusal ? thrown : refusalOf(thrown as FastifyError)
  reply.type('application/problem+json; charset=utf-8')
  if (!refusal) {
    log.error({ err: thrown, method: reply.request.method, url: reply.request.url.split('?')[0] }, 'request failed')
    return reply
      .code(500)
      .send(JSON.stringify({ type: 'about:blank', title: 'internal error', status: 500, code: 'http.internal' }))
  }
  const status = refusal.kind === 'invalid' && refusal.code === 'http.too-large' ? 413 : statusOf[refusal.kind]
  if (refusal.retryAfterS !== undefined) reply.header('retry-after', String(Math.ceil(refusal.retryAfterS)))
  if (refusal.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer')
  return reply.code(status).send(
    JSON.stringify({
      type: `urn:vigie:error:${refusal.code}`,
      title: refusal.kind,
      status,
      code: refusal.code,
      detail: refusal.message,
      ...(refusal.fields.length > 0 ? { fields: refusal.fields } : {}),
    }),
  )
}

/** What the HTTP library itself refuses, in our words. */
function refusalOf(error: FastifyError): Refusal | null {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return invalid('http.too-large', 'the body is too large', at('body', 'must be shorter'))
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return wrongMediaType()
  if (error.code === 'FST_ERR_BAD_URL' || error.code === 'FST_ERR_MAX_PARAM_LENGTH') {
    const message = 'part of the address is too long, or its escapes (%) are no text'
    return invalid('http.bad-address', message, at('path', message))
  }
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500) {
    return invalid('http.malformed', error.message, at('request', error.message))
  }
  return null
}
