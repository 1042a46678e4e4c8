import { createServer as createHttp } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { TestContext } from 'node:test'
import { type JsonSchema, plainSchema } from '../../kit/config/schema/json-schema.ts'
import { startSlack } from '../../kit/testing/slack.ts'
import { startSmtp } from '../../kit/testing/smtp.ts'
import { startWebhookSink } from '../../kit/testing/webhook.ts'
import { channelKinds } from '../../services/communications/channels/configured/channel-kinds.ts'
import { definitionSchemas } from '../../services/monitor/config.ts'
import { checkKinds } from '../../services/monitor/probes/index.ts'

/** Nothing in it looks like a key: it has to be known. */
export const canary = 'velvet-mountain-otter'

export type Told = Awaited<ReturnType<typeof startTold>>

/** Whom it is told to: some who take it, and two who answer everybody with everything that they were sent. */
export async function startTold(t: TestContext) {
  const [slack, smtp, sink] = [await startSlack(), await startSmtp(), await startWebhookSink()]
  const http = createHttp((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += String(chunk)
    })
    request.on('end', () => {
      const { authorization = '' } = request.headers
      const said = `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${authorization} ${body}`
      const away = `http://bob:${canary}@127.0.0.1:${port(http)}/landing?token=${canary}`
      const isRedirect = request.url?.startsWith('/redirect')
      response.writeHead(isRedirect ? 302 : 500, {
        'x-said': encodeURIComponent(said).slice(0, 8_000),
        'x-token': canary,
        ...(isRedirect ? { location: away } : {}),
      })
      response.end(said)
    })
  })
  const line = createServer(socket =>
    socket.on('error', () => socket.destroy()).on('data', data => socket.end(`-ERR ${data}`)),
  )
  for (const server of [http, line]) await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  t.after(async () => {
    http.closeAllConnections()
    for (const server of [http, line]) server.close()
    await Promise.all([slack.stop(), smtp.stop(), sink.stop()])
  })
  return { slack, smtp, sink, http: port(http), line: port(line) }
}

const port = (server: Pick<Server, 'address'>): number => (server.address() as AddressInfo).port

/** A value for each setting that is secret or has to be there. */
function settingsOf(schema: JsonSchema, told: Told): Record<string, unknown> {
  const { properties = {}, required = [] } = schema
  const own: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(properties)) {
    const value = sampleOf(name, property, told)
    if (
      value !== undefined &&
      (property.secret || property.address || (required.includes(name) && property.default === undefined))
    )
      own[name] = value
  }
  return own
}

function sampleOf(name: string, schema: JsonSchema, told: Told): unknown {
  const echo = `http://127.0.0.1:${told.http}`
  if (schema.secret && /url/.test(name)) return `${echo}/${canary}/hook?token=${canary}`
  if (schema.secret) return schema.patternProperties ? { 'x-canary': canary } : canary
  if (schema.address) return `${echo}/?token=${canary}`
  const plain: Readonly<Record<string, unknown>> = {
    ...{ host: '127.0.0.1', port: told.line, every: 3_600, channel: '#a', topic: 'a', chat_id: '1', room_id: '!a:b' },
    ...{ account_sid: 'AC1', from: 'Vigie', to: schema.type === 'array' ? ['ops@example.test'] : '+33612345678' },
  }
  return plain[name]
}

/** What can be down although its settings are right. */
export const kindsThatFail = ['http', 'tcp']

type CheckBody = { readonly name: string; readonly kind: string; readonly [setting: string]: unknown }

export function checksOf(told: Told, origin: string): CheckBody[] {
  return checkKinds.flatMap(({ kind }): CheckBody[] => {
    const schema = schemaOf(kind)
    const settings = { name: `${kind} of ${origin}`, kind, ...settingsOf(schema, told) }
    if (kind === 'tcp') return [{ ...settings, expect: '+OK' }]
    if (kind !== 'http')
      return [kind === 'heartbeat' ? { ...settings, token: `${canary}-${origin.replaceAll(' ', '-')}` } : settings]
    const { bearer_token, password: _basic, ...http }: CheckBody = settings
    return [
      { ...http, bearer_token, method: 'POST' },
      { ...http, name: `basic of ${origin}`, username: 'bob', password: canary, method: 'POST' },
      {
        ...http,
        name: `redirect of ${origin}`,
        url: `http://127.0.0.1:${told.http}/redirect?token=${canary}`,
        body: undefined,
      },
      { ...http, name: `keyword of ${origin}`, expected_status: 500, keyword: 'nothing of the sort' },
      { ...http, name: `condition of ${origin}`, expected_status: 500, conditions: [`body.a == 'b'`] },
    ]
  })
}

export function configuration(told: Told) {
  const { slack, smtp, http } = told
  const services = checksOf(told, 'the file')
  return {
    ...{ services, cluster_key: `${canary}-${canary}`, public_url: 'http://127.0.0.1:1' },
    logging: { level: 'TRACE', file: 'log/vigie.log' },
    monitoring: { check_interval: 1, failure_threshold: 1, recheck: 0 },
    dead_man: { url: `http://127.0.0.1:${http}/ping/${canary}`, every: 1 },
    providers: [{ id: 'acme', kind: 'http', url: `http://127.0.0.1:${http}/\${CANARY_TOKEN}?key=${canary}` }],
    smtp: { host: smtp.host, port: smtp.port, from: 'vigie@example.test' },
    identity: {
      admin_email: 'first@example.test',
      admin_password: canary,
      oidc: { issuer: `http://127.0.0.1:${http}`, client_id: 'vigie', client_secret: canary },
    },
    notifications: [
      { name: 'team', kind: 'slack', channel: '#a', token: slack.token, api_url: slack.api_url },
      ...channelKinds.map(({ kind, schema }) => ({
        name: kind,
        kind,
        timeout: 2,
        ...settingsOf(plainSchema(schema), told),
      })),
    ],
  }
}

export function schemaOf(kind: string): JsonSchema {
  const schema = definitionSchemas.get(kind)
  if (!schema) throw new Error(`there is no kind ${kind}`)
  return plainSchema(schema)
}
