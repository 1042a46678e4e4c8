import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { notFound } from '../../service/refusals.ts'

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const unbuilt =
  'This page is not built yet. Run "npm start" or "npm test" once: both build it. Then load this page again.\n'

export const noSuchFile = () => notFound('http.not-found:file')

/** A file that the build named after its content, so that a browser may keep it for ever. */
export async function sendAsset(request: FastifyRequest, reply: FastifyReply, folder: string, name: string) {
  const type = types[extname(name)]
  if (!/^[\w-][\w.-]*$/.test(name) || !type) throw noSuchFile()
  const packed = await smallest(request, reply, join(folder, name))
  if (!packed) throw noSuchFile()
  reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').header('content-length', packed.size)
  return reply.send(createReadStream(packed.file))
}

type BuiltPage = { readonly file: string; readonly base: string }

/**
 * A page, which the browser asks for anew each time and receives only when it changed. Its links were built for the root of a
 * host; below a base path they are written anew, and what was packed at build time is of no use.
 */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { file, base }: BuiltPage,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-cache')
  const packed = await smallest(request, reply, file, base === '' ? allEncodings : unpacked)
  if (!packed) return reply.code(503).type('text/plain; charset=utf-8').send(unbuilt)
  const tag = `"${packed.size.toString(36)}-${Math.trunc(packed.changed_ms).toString(36)}${base}"`
  reply.header('etag', tag)
  if (request.headers['if-none-match'] === tag) return reply.code(304).send()
  const bytes = await readFile(packed.file)
  const sent = base === '' ? bytes : String(bytes).replace(/ (href|src)="(?=\/)/g, start => start + base)
  return reply.type('text/html; charset=utf-8').send(sent)
}

type Packed = { readonly file: string; readonly size: number; readonly changed_ms: number }

/** The best packed form that this browser takes; undefined when there is no such file. */
async function smallest(
  request: FastifyRequest,
  reply: FastifyReply,
  file: string,
  encodings = allEncodings,
): Promise<Packed | undefined> {
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

const unpacked = [{ name: '', ending: '' }]
const allEncodings = [{ name: 'br', ending: '.br' }, { name: 'gzip', ending: '.gz' }, ...unpacked]
