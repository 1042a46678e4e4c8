import { once } from 'node:events'
import { request as ask, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type PathProxy = {
  /** Where people find what is behind it; no slash at the end. */
  readonly url: string
  /** What was asked for beside its path: links that lead out. */
  readonly outside: readonly string[]
  /** The port of what is behind it, and whether the path is taken away on the way there. */
  forward(to: { readonly port: number; readonly strips: boolean }): void
  stop(): Promise<void>
}

/** A reverse proxy that shows another server of this machine below `path`. */
export async function startPathProxy(path: string): Promise<PathProxy> {
  const outside: string[] = []
  let target = { port: 0, strips: false }
  const server = createServer((request, response) => {
    const { method, headers, url = '/' } = request
    if (!url.startsWith(path) || /[^/?]/.test(url[path.length] ?? '')) {
      outside.push(url)
      response.writeHead(404).end()
      return
    }
    const rest = url.slice(path.length)
    const forwarded = target.strips ? rest.replace(/^(?!\/)/, '/') : url
    const told = { ...headers, 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'http' }
    const onward = ask({ host: '127.0.0.1', port: target.port, method, path: forwarded, headers: told }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    outside,
    forward: to => {
      target = to
    },
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
