import { extname, join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { noSuchFile, sendAsset, sendPage } from './built-files.ts'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  // Previews of letters and pages, each shut in by a policy of its own.
  "frame-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

const forPages = {
  'content-security-policy': policy,
  // A form that fills a frame must be able to say where it comes from.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

/**
 * The built console, from `folder`. It is read from disk when asked for and nothing of it is kept. What the browser asks
 * for by name is packed at build time and never changes; every other path is a page of the console, drawn by its script.
 */
export function mountConsole(app: FastifyInstance, folder: string, base = ''): void {
  app.get<{ Params: { file: string } }>('/console/assets/:file', (request, reply) =>
    sendAsset(request, reply, join(folder, 'assets'), request.params.file),
  )
  const page = (request: FastifyRequest, reply: FastifyReply) =>
    sendPage(request, reply.headers(forPages), { file: join(folder, 'index.html'), base })
  app.get('/console', page)
  app.get<{ Params: { '*': string } }>('/console/*', (request, reply) => {
    if (extname(request.params['*']) !== '') throw noSuchFile()
    return page(request, reply)
  })
}
