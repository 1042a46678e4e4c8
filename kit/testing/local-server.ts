import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

export type Received = {
  readonly method: string
  /** Path with its query, as it was sent. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** Epoch milliseconds. */
  readonly at: number
}

export type Answer = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/**
 * How the server treats everybody from now on. `refuse`: nobody listens, connections are refused. `hang`: accepts, reads,
 * never answers. An answer: that one, whatever was asked. `after_ms`: the ordinary answer, late.
 */
export type Behaviour = 'ok' | 'hang' | 'refuse' | Answer | { readonly after_ms: number }

/** A server of the outside world on a port of 127.0.0.1 that stays the same while it refuses and comes back. */
export type LocalServer = {
  readonly url: string
  readonly port: number
  behave(behaviour: Behaviour): Promise<void>
  stop(): Promise<void>
}

/** `seen` is told of every request that came in, `answer` is asked only when the server behaves ordinarily. */
export async function startLocalServer(
  answer: (received: Received) => Answer,
  seen: (received: Received) => void = () => {},
): Promise<LocalServer> {
  let behaviour: Behaviour = 'ok'
  const server = createServer(async (request, response) => {
    const received = await receive(request)
    seen(received)
    const now = behaviour
    if (now === 'hang' || now === 'refuse') return
    const late = now !== 'ok' && 'after_ms' in now
    if (late) await pause(now.after_ms)
    send(response, now === 'ok' || late ? answer(received) : now)
  })
  const port = await listen(server, 0)
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    behave: async next => {
      behaviour = next
      if (next === 'refuse' && server.listening) await close()
      else if (next !== 'refuse' && !server.listening) await listen(server, port)
    },
    stop: close,
  }
}

async function receive(request: IncomingMessage): Promise<Received> {
  const at = Date.now()
  let body = ''
  request.setEncoding('utf8')
  for await (const chunk of request) body += String(chunk)
  return { method: request.method ?? 'GET', path: request.url ?? '/', headers: request.headers, body, at }
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status ?? 200, { 'content-type': 'text/plain; charset=utf-8', ...answer.headers })
  response.end(answer.body ?? '')
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
