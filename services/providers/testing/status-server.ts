import type { TestContext } from 'node:test'
import { type Answer, type Behaviour, type Received, startLocalServer } from '../../../kit/testing/local-server.ts'

/** A vendor's server: what stands under each path, with an ETag that changes with it. */
export type StatusServer = {
  readonly url: string
  /** Path and status of every answer. */
  readonly log: string[]
  put(path: string, content: unknown, more?: Answer): void
  behave(behaviour: Behaviour): Promise<void>
}

export async function startStatusServer(t: TestContext): Promise<StatusServer> {
  const pages = new Map<string, Answer & { etag: string }>()
  const log: string[] = []
  let version = 0
  const answer = ({ path, headers }: Received): Answer => {
    const page = pages.get(path)
    const status = !page ? 404 : headers['if-none-match'] === page.etag ? 304 : (page.status ?? 200)
    log.push(`${path} ${status}`)
    if (!page || status === 304) return { status }
    return { ...page, headers: { etag: page.etag, ...page.headers } }
  }
  const server = await startLocalServer(answer)
  t.after(() => server.stop())
  return {
    url: server.url,
    log,
    behave: server.behave,
    put: (path, content, more = {}) => {
      const body = typeof content === 'string' ? content : JSON.stringify(content)
      pages.set(path, { ...more, body, etag: `"${++version}"` })
    },
  }
}
