import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { SignIn } from '../../contracts/identity/sign-in.ts'
import { type TestHost, testHost } from '../../kit/testing/host.ts'
import { services } from '../../main.ts'

type Schema = {
  readonly type?: string
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
}
type Route = {
  readonly method: string
  readonly path: string
  readonly body: Schema
  readonly only: string | undefined
}
/** An object somewhere in a body: the names that lead to it, `[]` for an entry of a list, `*` for any name. */
type Place = { readonly steps: readonly string[]; readonly kind: 'closed' | 'open' | 'record' | 'undecided' }

const definition =
  'flagd keeps what it does not know in a definition, and so do we; names of variants and metadata are free'
const context = 'what a context holds is for whoever asks to say; a later OFREP may send more beside it'
const check =
  'what a check takes depends on its kind: each kind has a closed schema of its own, which the next test asks'
const source = 'what a source takes depends on its kind: each kind has a closed schema of its own'

/** Where unknown fields are taken on purpose, and why; each has to be taken somewhere, so that none stays here in vain. */
const openOnPurpose: readonly (readonly [RegExp, string])[] = [
  [/^POST \/internal\/(events events\.\[\]|parked-events event)$/, 'CloudEvents may have attributes of others'],
  [/^POST \/api\/v1\/check(s|-tries) $|^PUT \/api\/v1\/checks\/\{id\} $/, check],
  [/^POST \/api\/v1\/sources(\/preview)? (labels)?$|^PUT \/api\/v1\/sources\/\{id\} (labels)?$/, source],
  [/ofrep\/v1\/evaluate\/flags(\/\{key\})? (context)?$|\/explain (context)?$/, context],
  [/^(POST \/admin\/flags|PUT \/admin\/flags\/\{key\}) (variants|metadata)?$/, definition],
  [
    /^POST (\/admin\/flags|\/api\/v1\/flags\/import) (flags(\.(\*|\[\]))?(\.(variants|metadata))?|\$evaluators|metadata)?$/,
    definition,
  ],
  [/^(POST|PUT) \/api\/v1\/flags\S* (definition|change)(\.(variants|metadata))?$/, definition],
]

function placesIn(schema: Schema, steps: readonly string[] = []): Place[] {
  const { anyOf = [], allOf = [], items, properties, patternProperties, additionalProperties } = schema
  const closed = additionalProperties === false ? 'closed' : additionalProperties === true ? 'open' : 'undecided'
  return [
    ...(properties ? [{ steps, kind: closed } as const] : []),
    ...(patternProperties ? [{ steps, kind: 'record' } as const] : []),
    ...[...anyOf, ...allOf].flatMap(one => placesIn(one, steps)),
    ...(items ? placesIn(items, [...steps, '[]']) : []),
    ...Object.entries(properties ?? {}).flatMap(([name, one]) => placesIn(one, [...steps, name])),
    ...Object.values(patternProperties ?? {}).flatMap(one => placesIn(one, [...steps, '*'])),
  ]
}

/** A body that leads to the place, in which stands a field that nobody knows. */
function strange([step, ...more]: readonly string[]): unknown {
  if (step === undefined) return { zz_unknown: 1 }
  if (step === '[]') return [strange(more)]
  return { [step === '*' ? 'any' : step]: strange(more) }
}

const account = { email: 'admin@example.test', password: 'correct horse battery' }
const config = {
  identity: { admin_email: account.email, admin_password: account.password },
  public_url: 'https://status.example.test',
}

describe('a body holds nothing that its operation does not name', () => {
  let host: TestHost
  let routes: readonly Route[] = []
  let token = ''
  const setUp = async (t: TestContext) => {
    host = await testHost(t, { services, bus: 'kind', config })
    token = (await host.call(SignIn, { body: account })).token ?? assert.fail('nobody signed in')
    routes = routesOf((await host.host.app.inject({ url: '/api/openapi.json' })).json())
  }
  const send = async (method: string, path: string, body: unknown) => {
    const answer = await host.host.app.inject({
      ...{ method: method as 'POST', url: path.replace(/\{[a-z_]+\}/g, 'nothing'), payload: body as object },
      headers: { authorization: `Bearer ${token}` },
    })
    return { status: answer.statusCode, text: answer.body }
  }

  test('every object in every body of the API document is closed, or open for a reason that is written down', async t => {
    await setUp(t)
    assert.ok(routes.length > 60, `${routes.length} routes take a body`)
    const used = new Set<string>()
    for (const { method, path, body } of routes) {
      for (const { steps, kind } of placesIn(body)) {
        if (kind === 'closed') continue
        const place = `${method} ${path} ${steps.join('.')}`
        const [, reason] = openOnPurpose.find(([pattern]) => pattern.test(place)) ?? []
        assert.ok(reason && kind !== 'undecided', `${place} is ${kind}: close it, or say why not`)
        used.add(reason)
      }
    }
    assert.equal(used.size, new Set(openOnPurpose.map(([, reason]) => reason)).size)
  })

  test('a field that nobody knows is refused by its name, at every depth of every body', async t => {
    await setUp(t)
    let asked = 0
    for (const { method, path, body, only } of routes) {
      if (only === 'cluster') continue
      for (const { steps, kind } of placesIn(body)) {
        if (kind !== 'closed') continue
        const { status, text } = await send(method, path, strange(steps))
        assert.equal(status, 400, `${method} ${path} ${steps.join('.')}: ${status} ${text}`)
        assert.match(text, /zz_unknown/, `${method} ${path} ${steps.join('.')}`)
        asked += 1
      }
    }
    assert.ok(asked > 60, `${asked} places were asked`)
  })

  test('a check takes the fields of its kind and no others, wherever it is written', async t => {
    await setUp(t)
    const { items } = (
      await host.host.app.inject({ url: '/api/v1/check-kinds', headers: { authorization: `Bearer ${token}` } })
    ).json() as { items: { kind: string; schema: Schema }[] }
    const made = await send('POST', '/api/v1/checks', { name: 'Nightly', kind: 'heartbeat', every: '1h', grace: '5m' })
    const { id } = JSON.parse(made.text) as { id: string }
    assert.ok(items.length > 5)
    for (const { kind, schema } of items) {
      const places = placesIn(schema)
      assert.deepEqual(
        places.filter(one => one.kind === 'undecided' || one.kind === 'open').map(({ steps }) => steps.join('.')),
        [],
        kind,
      )
      for (const { steps } of places.filter(one => one.kind === 'closed')) {
        const body = { name: 'New', kind, ...(strange(steps) as object) }
        for (const [method, path] of [
          ['POST', '/api/v1/checks'],
          ['POST', '/api/v1/check-tries'],
          ['PUT', `/api/v1/checks/${id}`],
        ] as const) {
          const { status, text } = await send(method, path, body)
          assert.equal(status, 400, `${method} ${path} ${kind} ${steps.join('.')}: ${status} ${text}`)
          assert.match(text, /zz_unknown/, `${method} ${path} ${kind} ${steps.join('.')}`)
        }
      }
    }
  })
})

type Described = {
  readonly 'x-only'?: string
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

function routesOf({ paths }: { paths: Record<string, Record<string, Described>> }): Route[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody, 'x-only': only }]) => {
      const body = requestBody?.content['application/json']?.schema
      return body ? [{ method: method.toUpperCase(), path, body, only }] : []
    }),
  )
}
