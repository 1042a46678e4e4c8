import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { notFound } from '../../service/refusals.ts'
import { sendAsset, sendPage } from './built-files.ts'

const policy =
  "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** The documentation for users, built from docs/guide into `folder`: English at /docs, French at /docs/fr. */
export function mountGuide(app: FastifyInstance, folder: string, base = ''): void {
  app.get<{ Params: { file: string } }>('/docs/assets/:file', (request, reply) =>
    sendAsset(request, reply, join(folder, 'assets'), request.params.file),
  )
  const page = (request: FastifyRequest, reply: FastifyReply, path: string) => {
    const file = join(folder, `${path || 'index'}.html`)
    const isKnown = /^([a-z-]+(\/[a-z-]+)?)?$/.test(path) && existsSync(file)
    if (!isKnown && existsSync(join(folder, 'index.html'))) {
      throw notFound('http.not-found:guide', { guide: `${base}/docs` })
    }
    return sendPage(request, reply.header('content-security-policy', policy), { file, base })
  }
  app.get('/docs', (request, reply) => page(request, reply, ''))
  app.get<{ Params: { '*': string } }>('/docs/*', (request, reply) =>
    page(request, reply, request.params['*'].replace(/\/$/, '')),
  )
}
