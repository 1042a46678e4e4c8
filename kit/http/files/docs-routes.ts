import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { noSuchFile } from './built-files.ts'

const types: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['favicon-32x32.png', 'image/png'],
])

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const startOf = (base: string) =>
  `window.ui = SwaggerUIBundle({ url: '${base}/api/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null })\n`

const pageOf = (base: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Vigie API</title>
<link rel="stylesheet" href="${base}/api/docs/swagger-ui.css">
<link rel="icon" href="${base}/api/docs/favicon-32x32.png">
<div id="docs"></div>
<script src="${base}/api/docs/swagger-ui-bundle.js"></script>
<script src="${base}/api/docs/start.js"></script>
`

/** The OpenAPI document made browsable. Read from disk when asked: it is large and most processes never show it. */
export function mountDocs(app: FastifyInstance, base = ''): void {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  app.get('/api/docs', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(pageOf(base)),
  )
  app.get('/api/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(startOf(base)))
  app.get<{ Params: { file: string } }>('/api/docs/:file', async (request, reply) => {
    const type = types.get(request.params.file)
    if (!type) throw noSuchFile()
    return reply
      .type(type)
      .header('cache-control', 'public, max-age=3600')
      .send(await readFile(join(folder, request.params.file)))
  })
}
