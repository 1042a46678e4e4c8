import type { Socket } from 'node:net'
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { requireUnlikeBasePath } from '../config/schema/settings-rules.ts'
import type { Log } from '../runtime/log.ts'
import { notFound } from '../service/refusals.ts'
import { withoutBasePath } from './base-path.ts'
import { awaitsInvitation, bodyTypes } from './body/read-body.ts'
import { answerBeforeBody, hasRefused, lingerAfterRefusal } from './body/unread-body.ts'
import {
  type ConnectionLimits,
  connectionLimits,
  exemptOf,
  limitConnections,
  withinFiles,
} from './connection-limits.ts'
import { sendProblem } from './problem.ts'
import { defaultHeaders } from './security-headers.ts'

export type ServerOptions = {
  readonly limits?: ConnectionLimits
  /** Whose connections are not counted. */
  readonly isExempt?: (address: string) => boolean
  /** The path below which a proxy shows everything; its own routes know nothing of it. */
  readonly base?: string
  readonly tls?: TlsMaterial | undefined
}

/** Who shows no certificate that `ca` signed is let in only where `requestCert` is not said. */
export type TlsMaterial = {
  readonly cert: Buffer
  readonly key: Buffer
  readonly ca?: Buffer
  readonly requestCert?: true
  readonly rejectUnauthorized?: true
}

/**
 * So much of a body is read before anybody has decided whether it is wanted. Each piece of it may be one byte (chunked coding)
 * and weighs some 300: with Node's 64 KB a single request filled thirty megabytes.
 */
const readAheadBytes = 2_048

export function createHttp(
  log: Log,
  { limits = withinFiles(connectionLimits), isExempt = exemptOf([]), base = '', tls }: ServerOptions = {},
): FastifyInstance {
  const http = {
    headersTimeout: limits.headMs,
    connectionsCheckingInterval: limits.checkedEveryMs,
    highWaterMark: readAheadBytes,
  }
  const app: FastifyInstance = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new fastify.LogController({ disableRequestLogging: true }),
    // Nobody logs through the request; a logger of its own for each is a tenth of what a cached page costs.
    childLoggerFactory: logger => logger,
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.idleMs,
    rewriteUrl: ({ url = '/' }) => withoutBasePath(url, base),
    ...(tls ? { https: { ...http, ...tls } } : { http }),
    // Addresses that cannot even be read come past every handler.
    frameworkErrors: (error, _request, reply) => sendProblem(reply, error, log),
    clientErrorHandler: refuseUnreadable,
    forceCloseConnections: true,
    // Operations are checked by `validator` and answered by `mount`: the default compilers would only cost memory.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
  })
  limitConnections(app.server, limits, isExempt)
  app.addHook('onRoute', ({ url }) => requireUnlikeBasePath(url, base))
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, error, log))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      notFound('http.not-found', {
        method: request.method,
        path: request.url.split('?')[0] ?? '',
        docs: `${base}/api/docs`,
      }),
      log,
    ),
  )
  // No body is read before an operation asks for its own (`read-body`): not for who may not come in, not for no route at all.
  app.removeAllContentTypeParsers()
  // What is named is found at once; of every other type the library parses the name each time.
  for (const type of [...bodyTypes, '*']) app.addContentTypeParser(type, (_request, _body, done) => done(null))
  app.addHook('onSend', (request, reply, _payload, done) => {
    answerBeforeBody(request.raw, reply.raw)
    const defaults = Object.entries(defaultHeaders(reply.statusCode))
    for (const [name, value] of defaults) if (!reply.hasHeader(name)) reply.header(name, value)
    done()
  })
  // Who asks first whether the body is wanted is told by `read-body`, once it is.
  app.server.on('checkContinue', (request, response) => {
    awaitsInvitation(request)
    app.routing(request, response)
  })
  // Node would answer whoever expects something else without the headers that every answer has.
  app.server.on('checkExpectation', (_request, response) => {
    const { body, headers } = unreadable(417)
    response.writeHead(417, headers).end(body)
  })
  return app
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
}
const statusOfFault: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

function unreadable(status: number) {
  const title = titles[status] ?? ''
  const body = JSON.stringify({ type: 'about:blank', title, status, code: 'http.malformed', detail: title })
  const headers = {
    ...defaultHeaders(status),
    connection: 'close',
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  }
  return { title, body, headers }
}

/** What is no HTTP, or comes too slowly. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || hasRefused(socket)) return
  const status = statusOfFault[error.code ?? ''] ?? 400
  const { title, body, headers } = unreadable(status)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  if (!socket.writable) return void socket.destroy()
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${lines.join('')}\r\n${body}`)
  lingerAfterRefusal(socket)
}

function noCompiler(): never {
  throw new Error('operations bring their own schemas; routes of the HTTP library have none')
}
