import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AddTimelineEntry, CreateIncident, ListIncidents } from '../../contracts/incidents/incidents.ts'
import { allOperations } from '../../docs/reference/all-operations.ts'
import type { Operation } from '../../kit/service/operation.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { type TestHost, testHost, testKey } from '../../kit/testing/host.ts'
import { services } from '../../main.ts'
import { fittingBodies } from '../foreign/fitting-bodies.ts'
import { hostileValues, placesOf, type Schema, sampleOf, withAt } from '../foreign/hostile-bodies.ts'
import { type Things, thingsOfAll, thingsOfProject } from '../foreign/things.ts'

const config = {
  smtp: { host: '127.0.0.1', port: 1, from: 'status@example.test' },
  public_url: 'https://status.example.test',
  network: { allow: [] },
}

/** What ends the story for the others, or never ends itself. */
const left = ({ method, content, audience }: Operation): boolean =>
  method === 'DELETE' || content === 'text/event-stream' || audience === 'cluster'

/** Each run tries a quarter of all cases, another one each day; `HOSTILE_VALUES=all` tries them all. */
const stride = process.env.HOSTILE_VALUES === 'all' ? 1 : 4

test('whatever stands in a query or in a body, nobody is answered with a fault, and every page is there afterwards', async t => {
  const host = await testHost(t, { services, clock: testClock(Date.now()), bus: 'kind', config })
  const { id: user_id } = (await ask(host, 'POST', '/api/v1/users', ada)).json() as { id: string }
  const things = { ...(await thingsOfAll(host)), ...(await thingsOfProject(host, 'p', user_id)) }
  const faults: string[] = []
  const offset = Math.floor(Date.now() / 86_400_000) % stride
  t.diagnostic(`cases ${offset + 1}, ${offset + 1 + stride} and so on of all`)
  let asked = 0
  let at = 0
  for (const operation of await allOperations()) {
    if (left(operation)) continue
    for (const { place, query, body } of everyCase(operation)) {
      if (at++ % stride !== offset) continue
      const { statusCode } = await ask(host, operation.method, addressIn(operation, things) + query, body)
      asked += 1
      if (statusCode === 500) faults.push(`${operation.name} ${place}`)
    }
  }
  assert.deepEqual(faults, [])
  assert.ok(asked > 6_000 / stride, `${asked} requests`)
  assert.deepEqual(await brokenPages(host), [])
})

test('a word of a team for what happened is a word, also when every object of the program knows it', async t => {
  const host = await testHost(t, { services, clock: testClock(Date.now()), bus: 'kind', config })
  const { id } = await host.call(CreateIncident, { body: { title: 'Nobody answers', impact: 'major' } })
  for (const kind of ['constructor', 'rolled_back']) {
    await host.call(AddTimelineEntry, { params: { id }, body: { kind, message: `We ${kind}.`, public: true } })
  }
  await host.until('the pages know', async () =>
    (await ask(host, 'GET', `/incidents/${id}`)).body.includes('rolled_back'),
  )
  assert.deepEqual(await brokenPages(host), [])
})

const ada = { email: 'ada@example.test', name: 'Ada', role: 'viewer', password: 'correct horse battery' }

type Case = { readonly place: string; readonly query: string; readonly body?: unknown }

function everyCase(operation: Operation): Case[] {
  const queries = Object.keys((operation.query as Schema | undefined)?.properties ?? {})
  const project = queries.includes('project') ? 'project=p' : ''
  const fitting = fittingBodies[operation.name]
  const whole = operation.body ? sampleOf(operation.body as Schema) : undefined
  const bodies = [fitting, whole].filter(body => body !== undefined)
  return [
    ...queries.flatMap(name =>
      texts.map(value => ({
        place: `query ${name} ${JSON.stringify(value)}`,
        query: `?${name === 'project' ? '' : `${project}&`}${name}=${encodeURIComponent(value)}`,
        ...(fitting === undefined ? {} : { body: fitting }),
      })),
    ),
    ...bodies.flatMap(body =>
      placesOf(body).flatMap(place =>
        hostileValues.map(value => ({
          place: `body ${place.join('.')} ${JSON.stringify(value)}`,
          query: `?${project}`,
          body: withAt(body, place, value),
        })),
      ),
    ),
  ]
}

const texts = hostileValues.filter(value => typeof value === 'string').map(value => value.toWellFormed())

function addressIn({ path }: Operation, things: Things): string {
  const parts = path.split('/')
  return parts
    .map((part, index) => (part.startsWith(':') ? (things[placeOf(part, parts[index - 1] ?? '')] ?? 'nothing') : part))
    .join('/')
}

const placeOf = (parameter: string, segment: string): string =>
  parameter === ':project' || parameter === ':environment' ? `${parameter.slice(1)}s` : segment

const ask = ({ host }: TestHost, method: string, url: string, body?: unknown) =>
  host.app.inject({
    method: method as 'POST',
    url,
    headers: {
      authorization: `Bearer ${testKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })

/** Of all that anybody may look at. */
async function brokenPages(host: TestHost): Promise<string[]> {
  const { items } = await host.call(ListIncidents, { query: { limit: 500 } })
  const incidents = items.flatMap(({ id }) => ['', '/en', '/fr'].map(language => `${language}/incidents/${id}`))
  const pages = ['/', '/fr/', '/history', '/feed.atom', '/feed.rss', '/calendar.ics', '/badge.svg']
  const programs = ['summary', 'incidents', 'components', 'scheduled-maintenances'].map(name => `/api/v2/${name}.json`)
  const files = ['constructor', 'toString', '__proto__'].map(name => `/api/docs/${name}`)
  const broken: string[] = []
  for (const url of [...incidents, ...pages, ...programs, ...files]) {
    const { statusCode } = await host.host.app.inject({ url })
    if (statusCode !== (files.includes(url) ? 404 : 200)) broken.push(`${statusCode} ${url}`)
  }
  return broken
}
