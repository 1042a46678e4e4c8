import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { type Authenticator, authenticateRequest, authorize } from '../auth.ts'
import type { Caller } from '../caller.ts'
import type { AddressOf } from '../caller-address.ts'
import { type FieldProblem, invalid } from '../errors.ts'
import type { Operation } from '../operation.ts'
import { Reply, type Request, type Served } from '../service.ts'
import { hasNothing, validator } from '../validation.ts'
import type { Takes } from './server.ts'

export type HttpOptions = {
  readonly authenticators: readonly Authenticator[]
  readonly addressOf: AddressOf
  /** Answers that break their own schema are bugs: tests look, production does not spend the time. */
  readonly checkAnswers?: boolean
  /** Runs a handler with whatever must be known while it runs (the depth of calls). */
  readonly around?: <T>(request: FastifyRequest, caller: Caller, run: () => Promise<T>) => Promise<T>
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
