import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { notFound } from '../service/errors.ts'

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

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

const unbuilt =
  'The console is not built yet. Run "npm start" or "npm test" once: both build it. Then load this page again.\n'

/**
 * The built console, from `folder`. It is read from disk when asked for and nothing of it is kept. What the browser asks
 * for by name is packed at build time and never changes; every other path is a page of the console, drawn by its script.
 */
export function mountConsole(app: FastifyInstance, folder: string): void {
  app.get<{ Params: { file: string } }>('/console/assets/:file', (request, reply) =>
    sendAsset(request, reply, join(folder, 'assets', safeName(request.params.file))),
  )
  const page = (request: FastifyRequest, reply: FastifyReply) => sendPage(request, reply, folder)
  app.get('/console', page)
  app.get<{ Params: { '*': string } }>('/console/*', (request, reply) => {
    if (extname(request.params['*']) !== '') throw missing()
    return page(request, reply)
  })
}

const missing = () => notFound('http.not-found', 'there is no such file; the console is at /console')

function safeName(name: string): string {
  if (!/^[\w-][\w.-]*$/.test(name) || !types[extname(name)]) throw missing()
  return name
}

async function sendAsset(request: FastifyRequest, reply: FastifyReply, file: string): Promise<FastifyReply> {
  const packed = await smallest(request, reply, file)
  if (!packed) throw missing()
  reply
    .type(types[extname(file)] ?? '')
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('content-length', packed.size)
  return reply.send(createReadStream(packed.file))
}

async function sendPage(request: FastifyRequest, reply: FastifyReply, folder: string): Promise<FastifyReply> {
  reply.headers(forPages).header('cache-control', 'no-cache')
  const packed = await smallest(request, reply, join(folder, 'index.html'))
  if (!packed) return reply.code(503).type('text/plain; charset=utf-8').send(unbuilt)
  const tag = `"${packed.size.toString(36)}-${Math.trunc(packed.changed_ms).toString(36)}"`
  reply.header('etag', tag)
  if (request.headers['if-none-match'] === tag) return reply.code(304).send()
  return reply.type('text/html; charset=utf-8').send(await readFile(packed.file))
}

type Packed = { readonly file: string; readonly size: number; readonly changed_ms: number }

/** The best packed form that this browser takes; undefined when there is no such file. */
async function smallest(request: FastifyRequest, reply: FastifyReply, file: string): Promise<Packed | undefined> {
  const takes = String(request.headers['accept-encoding'] ?? '')
  reply.header('vary', 'accept-encoding')
  for (const { name, ending } of encodings) {
    if (name && !new RegExp(`\\b${name}\\b(?!;q=0(\\.0+)?(,|$))`).test(takes)) continue
    const found = await stat(file + ending).catch(() => undefined)
    if (!found?.isFile()) continue
    if (name) reply.header('content-encoding', name)
    return { file: file + ending, size: found.size, changed_ms: found.mtimeMs }
  }
  return undefined
}

const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
  { name: '', ending: '' },
] as const
