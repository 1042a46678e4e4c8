import { testAdminKey, type Vigie } from '../kit/testing/process.ts'
import type { Known, Schema } from './hostile-inputs.ts'

const kept = 20
const incidents = '/api/v1/incidents'
/** A connection that has long been idle may be closed by the other side in the very moment in which it is used again. */
const asked = { connection: 'close' }
type Route = { readonly method: string; readonly path: string }

/** What exists while random requests are made, so that they name real things; never so much that it slows the program down. */
export class Things {
  readonly #vigie: Vigie
  readonly #names = new Map<string, string[]>()
  #token = ''
  #token_at = 0
  #made = 0

  constructor(vigie: Vigie) {
    this.#vigie = vigie
  }

  async begin(): Promise<void> {
    for (const [path, body] of examples) await this.#make(path, body)
    this.#names.set('/api/v1/channels', ['hook'])
  }

  async #make(path: string, body: object): Promise<void> {
    const answer = await this.#post(path, body)
    this.keep({ method: 'POST', path }, { status: answer.status, text: await answer.text() })
  }

  name({ known, at }: Known): string {
    const names = this.#names.get(known) ?? []
    return names[at % Math.max(1, names.length)] ?? 'nothing'
  }

  /** What an order made can be named from now on. */
  keep({ method, path }: Route, { status, text }: { readonly status: number; readonly text: string }): void {
    if (method !== 'POST' || status !== 201 || path.includes('{')) return
    const { id, number, slug, key } = JSON.parse(text) as Partial<Record<'id' | 'number' | 'slug' | 'key', string>>
    const names = this.#names.get(path) ?? []
    const name = slug ?? number ?? id ?? key
    if (name) this.#names.set(path, [...names, name])
    if (name && path === '/admin/flags') for (const alias of flagRoutes) this.#names.set(alias, [name])
    if (id && path === '/api/v1/public/announce') this.#names.set('/api/v1/banners', [id])
    const { token } = (JSON.parse(text) as { settings?: { token?: string } }).settings ?? {}
    if (token) this.#names.set('/api/v1/heartbeats', [token])
    this.#names.set('/incidents', this.#names.get(incidents) ?? [])
  }

  /** Removes the oldest beyond a few, through the routes that are there for it; what was all removed is made anew. */
  async tidy({ method, path: done }: Route): Promise<void> {
    if (method === 'DELETE') {
      for (const [path, body] of examples) if (done.startsWith(`${path}/{`)) await this.#make(path, body)
    }
    if (method !== 'GET' && done.startsWith(`${incidents}/{`)) await this.#renewIncidents()
    for (const [path, names] of this.#names) {
      for (const name of names.slice(0, -kept)) {
        const headers = { ...asked, authorization: `Bearer ${testAdminKey}` }
        const answer = await fetch(`${this.#vigie.url}${path}/${encodeURIComponent(name)}`, {
          method: 'DELETE',
          headers,
        })
        await answer.arrayBuffer()
      }
      this.#names.set(path, names.slice(-kept))
    }
  }

  /** An incident is not removed, and what is said of it makes it longer: it is closed, and others are opened. */
  async #renewIncidents(): Promise<void> {
    const old = this.#names.get(incidents) ?? []
    this.#names.delete(incidents)
    for (const name of old) await this.#post(`${incidents}/${name}/status`, { status: 'resolved', message: 'Enough.' })
    for (const [path, body] of examples) if (path === incidents) await this.#make(path, body)
  }

  /** Of an administrator who has signed in; signs in again when the token is about to end or its session was ended. */
  async token(): Promise<string> {
    const now = performance.now()
    if (this.#token === '' || now - this.#token_at > 60_000) {
      const answer = await this.#post('/api/v1/auth/login', {
        email: 'admin@example.test',
        password: 'correct horse battery',
      })
      if (answer.ok) this.#token = ((await answer.json()) as { token: string }).token
      this.#token_at = now
    }
    // Guesses at the door may have closed it for a while.
    return this.#token || testAdminKey
  }

  signedOut(): void {
    this.#token = ''
  }

  /** An id of the catalogue would make the program ask that provider: these are of nobody, and each is new. */
  safe({ method, path }: Route, body: unknown): unknown {
    if (method !== 'POST' || path !== '/api/v1/csp/providers' || typeof body !== 'object' || body === null) return body
    if (!('id' in body) || typeof body.id !== 'string') return body
    const nobody = { kind: 'statuspage', url: 'http://127.0.0.1:1' }
    return { ...nobody, ...body, id: `fuzz-${this.#made++}-${body.id.slice(0, 20)}` }
  }

  /** The definitions of all kinds of check, as one schema. */
  async checkBodies(): Promise<Schema> {
    const { items } = await this.#vigie.get<{ items: { kind: string; schema: Schema }[] }>('/api/v1/check-kinds')
    const common: Record<string, Schema> = {
      ...{
        name: { type: 'string', minLength: 1, maxLength: 40 },
        group: { type: 'string' },
        critical: { type: 'boolean' },
      },
      ...{
        depends_on: { type: 'array', items: { type: 'string' } },
        interval: { type: 'integer' },
        timeout: { type: 'integer' },
      },
    }
    return {
      anyOf: items.map(({ kind, schema }) => ({
        type: 'object',
        properties: { ...common, ...schema.properties, kind: { const: kind } },
        required: ['name', 'kind', 'interval', ...(schema.required ?? []), ...(kind === 'dns' ? ['server'] : [])],
      })),
    }
  }

  #post(path: string, body: object): Promise<Response> {
    const headers = { ...asked, authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
    return fetch(this.#vigie.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  }
}

const flagRoutes = ['/api/v1/flags/definitions', '/ofrep/v1/evaluate/flags', '/admin/toggle']
const soon = { starts_at: '2030-01-01T00:00:00Z', ends_at: '2030-01-01T01:00:00Z' }
const examples: readonly (readonly [string, object])[] = [
  ['/api/v1/components', { name: 'Shop' }],
  ['/api/v1/components', { name: 'Blog', depends_on: ['Shop'] }],
  ['/api/v1/checks', { name: 'Nightly', kind: 'heartbeat', every: '1h', grace: '5m' }],
  ['/api/v1/checks', { name: 'Home', url: 'http://127.0.0.1:1/', interval: 3600 }],
  ['/api/v1/incidents', { title: 'One', impact: 'minor', components: ['Shop'] }],
  ['/api/v1/incidents', { title: 'Two', impact: 'major' }],
  ['/api/v1/maintenances', { title: 'Disks', components: ['Blog'], ...soon }],
  ['/api/v1/users', { email: 'ana@example.test', name: 'Ana', role: 'responder', password: 'correct horse battery' }],
  ['/api/v1/api-keys', { name: 'ci', role: 'viewer' }],
  ['/api/v1/webhooks', { url: 'http://127.0.0.1:1/hook' }],
  ['/api/v1/contact', { first_name: 'A', last_name: 'B', message: 'Hello' }],
  ['/api/v1/public/announce', { title: 'News', message: 'Good', state: 'info', banner: true }],
  ['/admin/flags', { key: 'new-basket', state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' }],
  ['/api/v1/csp/providers', { id: 'fuzz', kind: 'statuspage', url: 'http://127.0.0.1:1' }],
]
