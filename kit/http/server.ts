import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { Refusal } from '../errors.ts'
import type { Log } from '../log.ts'
import { invalidJson, sendProblem, wrongMediaType } from './problem.ts'

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
export type Takes = { readonly body?: boolean; readonly form?: boolean; readonly raw?: boolean }

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

function readJson(body: string | Buffer): unknown {
  const text = body.toString()
  // Several clients send "application/json" with no body at all; for us that is the same as no body.
  if (text === '') return undefined
  try {
    return JSON.parse(text, dropPrototype)
  } catch {
    throw invalidJson()
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
