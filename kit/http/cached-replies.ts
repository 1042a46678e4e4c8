import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { CachedReplies } from '../service/service.ts'
import { withoutBasePath } from './base-path.ts'

/**
 * Sends what lies ready before the HTTP library sees the request: its way to a handler costs as much as all of Node's own
 * work. Whoever says who they are, or sends a body, takes that way, for what they sent must be looked at.
 */
export function serveCachedReplies(server: Server, caches: readonly CachedReplies[], base = ''): void {
  const routes = server.listeners('request') as RequestListener[]
  if (caches.length === 0) return
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (isPlainGet(request) && caches.some(cache => sendCached(cache, base, request, response))) return
    for (const route of routes) route(request, response)
  })
}

function isPlainGet({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.authorization === undefined &&
    headers.cookie === undefined &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined
  )
}

function sendCached(cache: CachedReplies, base: string, request: IncomingMessage, response: ServerResponse): boolean {
  const { url, headers } = request
  const reply = url === undefined ? undefined : cache(withoutBasePath(url, base), headers)
  if (!reply) return false
  response.writeHead(reply.status, reply.headers).end(reply.body)
  return true
}
