import { Agent } from 'node:http'
import fc from 'fast-check'
import { testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { type Answer, askOver } from '../ask.ts'
import type { Bench } from '../bench.ts'
import { fitting, isKnown, known, queryOf, rubbish, type Schema, segment, spoilt } from '../hostile-inputs.ts'
import { requireUnharmed, withVigie } from '../lookout.ts'
import { quantile, type Report } from '../report.ts'
import { Things } from '../things.ts'

export const fuzz: Bench = {
  name: 'fuzz',
  shows:
    'whatever is sent to whatever route: no failure of ours, no hang, every refusal is a problem that names the field',
  quick: report => run(report, 10),
  proof: report => run(report, Number(process.env.FUZZ_EACH ?? 10_000)),
}

export type Route = {
  readonly method: string
  readonly path: string
  readonly access: string
  readonly query: Readonly<Record<string, Schema>>
  readonly body: Schema | undefined
  /** It answers people with a page. */
  readonly form: boolean
}
type Sent = {
  readonly segments: readonly unknown[]
  readonly query: readonly (readonly [string, unknown])[]
  readonly type: string | undefined
  readonly body: unknown
  readonly token: number
}

const together = 12
/** So many requests, then what they left behind is tidied away. */
const portion = 500
const config = `
identity: { admin_email: admin@example.test, admin_password: correct horse battery }
notifications: [{ name: hook, kind: webhook, url: "http://127.0.0.1:1/", secret: whsec_dGVzdHRlc3R0ZXN0dGVzdA== }]
providers: [{ id: acme, kind: statuspage, url: "http://127.0.0.1:1" }]
smtp: { host: 127.0.0.1, port: 1, from: status@example.test }
public_url: http://127.0.0.1:3000
logging: { level: ERROR }
`

async function run(report: Report, each: number): Promise<void> {
  await withVigie({ config }, async vigie => {
    const things = new Things(vigie)
    const [part = 1, parts = 1] = (process.env.FUZZ_PART ?? '1/1').split('/').map(Number)
    const routes = (await routesOf(vigie, await things.checkBodies())).filter((_, at) => at % parts === part - 1)
    await things.begin()
    const seed = Number(process.env.FUZZ_SEED ?? 20_261_128)
    report.fact('seed', `${seed}, ${routes.length} routes, ${each} each`)
    const agent = new Agent({ keepAlive: true, maxSockets: together })
    const wrong = new Map<string, string>()
    const took: number[] = []
    const done = new Map<string, number>()
    const statuses = new Map<number, number>()
    for (const [at, route] of routes.entries()) {
      const inputs = fc.sample(inputsOf(route), { numRuns: each, seed: seed + at })
      for (let from = 0; from < inputs.length; from += portion) {
        await inTurns(inputs.slice(from, from + portion), async input => {
          const sent = await send(vigie, agent, { route, input, things })
          took.push(sent.ms)
          statuses.set(sent.status, (statuses.get(sent.status) ?? 0) + 1)
          if (sent.status > 0 && sent.status < 400) done.set(routeOf(route), (done.get(routeOf(route)) ?? 0) + 1)
          const reason = wrongWith(sent, route)
          if (reason) wrong.set(`${reason}: ${route.method} ${route.path}`, sent.line)
        })
        await things.tidy(route)
      }
      if (each >= 1_000 || at % 20 === 19) report.progress(`${at + 1} of ${routes.length}, after ${routeOf(route)}`)
    }
    agent.destroy()
    for (const [what, line] of wrong) report.progress(`${what}\n      ${line}`)
    report.require('every answer is one that may be given', wrong.size === 0, `${wrong.size} sorts are not`)
    report.fact('sent', String(took.length))
    const never = routes.filter(route => !done.has(routeOf(route))).map(routeOf)
    report.fact('what never did what it was asked', never.join(', '))
    report.fact(
      'answers',
      [...statuses]
        .toSorted()
        .map(([status, count]) => `${count} × ${status}`)
        .join(', '),
    )
    report.figure('999 of 1000 answered within', quantile(took, 0.999), 'ms')
    await requireUnharmed(report, vigie)
  })
}

const routeOf = ({ method, path }: Route): string => `${method} ${path}`

async function inTurns<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values()
  await Promise.all(
    Array.from({ length: together }, async () => {
      for (const one of waiting) await work(one)
    }),
  )
}

type Described = {
  readonly 'x-access'?: string
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[]
  readonly responses?: Readonly<Record<string, { readonly content?: object }>>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

async function routesOf(vigie: Vigie, checkBodies: Schema): Promise<readonly Route[]> {
  const document = (await (await fetch(`${vigie.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Described>>
  }
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { parameters = [], requestBody, 'x-access': access = '', responses = {} }]) => {
        const schema = requestBody?.content['application/json']?.schema
        return {
          ...{ method: method.toUpperCase(), path, access },
          form: Object.values(responses).some(one => 'text/html; charset=utf-8' in (one.content ?? {})),
          query: Object.fromEntries(parameters.filter(one => one.in === 'query').map(one => [one.name, one.schema])),
          body: /^\/api\/v1\/check(s|-tries)/.test(path) && schema ? checkBodies : schema,
        }
      },
    ),
  )
}

function inputsOf({ path, query, body }: Route): fc.Arbitrary<Sent> {
  const collection = path.replace(/\/\{.*$/, '')
  const names = [...path.matchAll(/\{([a-z_]+)\}/g)].map(([, name = '']) => name)
  const real = names.map(name =>
    fc.oneof({ arbitrary: known(name === 'component' ? '/api/v1/components' : collection), weight: 4 }, segment),
  )
  const good = body ? fitting(body) : fc.constant({})
  const json = (arbitrary: fc.Arbitrary<unknown>) => arbitrary.map(value => ['application/json', value] as const)
  const none = fc.constant([undefined, undefined] as const)
  const sent = body
    ? fc.oneof(
        { arbitrary: json(good), weight: 4 },
        { arbitrary: json(spoilt(good)), weight: 4 },
        { arbitrary: rubbish, weight: 2 },
        none,
      )
    : fc.oneof({ arbitrary: none, weight: 5 }, rubbish)
  return fc
    .record({ segments: fc.tuple(...real), query: queryOf(query), token: fc.nat(2), sent })
    .map(({ sent: [type, body], ...rest }) => ({
      ...rest,
      type,
      body,
    }))
}

async function send(
  vigie: Vigie,
  agent: Agent,
  { route, input, things }: { route: Route; input: Sent; things: Things },
): Promise<Answer & { readonly line: string }> {
  const named = (value: unknown): unknown => {
    if (isKnown(value)) return things.name(value)
    if (Array.isArray(value)) return value.map(named)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(inner)]))
  }
  let at = 0
  const path = route.path.replace(/\{[a-z_]+\}/g, () => {
    const value = input.segments[at++]
    return isKnown(value) ? encodeURIComponent(things.name(value)) : String(value)
  })
  const pairs = input.query.map(([key, value]) => {
    const shown = named(value)
    return `${encodeURIComponent(key)}=${encodeURIComponent(typeof shown === 'string' ? shown.toWellFormed() : (JSON.stringify(shown) ?? ''))}`
  })
  const url = pairs.length > 0 ? `${path}?${pairs.join('&')}` : path
  const body =
    input.type === undefined || route.method === 'GET'
      ? undefined
      : typeof input.body === 'string'
        ? input.body
        : JSON.stringify(things.safe(route, named(input.body)))
  const token = input.token === 0 ? await things.token() : testAdminKey
  const headers = {
    ...(route.access === 'public' && input.token === 1 ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...(input.type && body !== undefined ? { 'content-type': input.type } : {}),
  }
  const answer = await askOver(agent, vigie.port, {
    method: route.method,
    path: encodeURI(url).replaceAll('%25', '%'),
    headers,
    body,
  })
  things.keep(route, answer)
  if (answer.status === 401 && token !== testAdminKey) things.signedOut()
  const line = `${answer.status} ${answer.text.slice(0, 300)} ← ${url.slice(0, 200)} ${input.type ?? ''} ${body?.slice(0, 400) ?? ''}`
  return { ...answer, line }
}

const seedRoutes = new Set(['/processed_data', '/client_statistics'])

/** null: it may be answered so. */
function wrongWith({ status, type, text }: Answer, { form, path }: Route): string | null {
  if (status === 0) return 'no answer'
  if (status >= 500) return 'a failure of ours'
  if (status < 400) return null
  if (type === 'text/html' && form) return null
  // OpenFeature, Prometheus, InfluxDB and the API of devices have refusals of their own form.
  if (path.includes('/ofrep/') && 'errorCode' in JSON.parse(text)) return null
  if (path.includes('/prometheus/') && type === 'application/json' && 'errorType' in JSON.parse(text)) return null
  if (path === '/prometheus/api/v1/write' && status === 400 && type === 'text/plain') return null
  if (path.startsWith('/influx/') && type === 'application/json' && 'error' in JSON.parse(text)) return null
  if (seedRoutes.has(path) && status === 401 && text === '{"error":"Unauthorized"}') return null
  if (type !== 'application/problem+json') return 'a refusal that is no problem+json'
  const {
    code,
    detail,
    fields = [],
  } = JSON.parse(text) as { code?: string; detail?: string; fields?: { field: string; message: string }[] }
  if (!/^[a-z-]+\.[a-z0-9-]+$/.test(code ?? '') || !detail) return 'a refusal without code or reason'
  const named = fields.length > 0 && fields.every(({ field, message }) => field !== '' && message !== '')
  return (status === 400 || status === 413) && !named ? 'a refusal that names no field' : null
}
