import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { fieldProblem } from '../../../contracts/refusals.ts'
import { ListReportComments } from '../../../contracts/reports.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { type ReportsHost, reportsHost } from '../testing/reports-host.ts'

const sqlite = { host: testHost }

async function started(t: Parameters<typeof testHost>[0], config: Record<string, unknown> = {}): Promise<ReportsHost> {
  const host = await reportsHost(t, sqlite, { config })
  assert.ok(host)
  return host
}

const counted = async (host: ReportsHost) => (await host.shown()).bins.reduce((sum, bin) => sum + bin.reports, 0)

describe('abuse', () => {
  test('a hundred reports of one network are two', async t => {
    const host = await started(t)
    const statuses = new Set<number>()
    for (let at = 0; at < 100; at++) {
      const { status } = await host.submit({ from: `203.0.113.${at}` })
      statuses.add(status)
      if (at % 10 === 9) await host.minutes(1)
    }
    assert.deepEqual(statuses, new Set([202, 429]))
    assert.equal(await counted(host), 0.5)
    assert.deepEqual(await host.signals(), [])
  })

  test('the sixth report of a network within a minute is told when to come again', async t => {
    const host = await started(t)
    for (let at = 0; at < 5; at++) await host.submit({})
    const answer = await host.host.app.inject({
      ...{ method: 'POST', url: '/api/v1/reports', headers: { 'x-forwarded-for': '203.0.113.9' } },
      payload: { component: 'api', category: 'slow' },
    })
    assert.deepEqual([answer.statusCode, answer.json().code], [429, 'reports.too-many'])
    const wait = Number(answer.headers['retry-after'])
    assert.ok(wait >= 1 && wait <= 12)
  })

  test('a proof counts once; a wrong one is refused by its name', async t => {
    const host = await started(t)
    const proof = { salt: 'a.b.', number: 1, signature: 'x' }
    const { status, body } = await host.submit({ proof })
    assert.deepEqual([status, JSON.parse(body).code], [400, 'reports.bad-proof'])
    assert.deepEqual(JSON.parse(body).fields, [fieldProblem('body.proof', 'problem.proof', { verdict: 'wrong' })])
    assert.equal(await counted(host), 0)
  })

  test('a program that fills in every field is thanked, and nothing is counted', async t => {
    const host = await started(t)
    assert.equal((await host.submit({ website: 'https://spam.example', comment: 'buy' })).status, 202)
    assert.equal(await counted(host), 0)
    assert.deepEqual((await host.call(ListReportComments)).items, [])
  })

  test('pages of others are refused', async t => {
    const host = await started(t)
    const { status } = await host.submit({
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    })
    assert.equal(status, 403)
  })

  test('where comments are not wanted they are dropped', async t => {
    const host = await started(t, { comments: false })
    assert.equal((await host.submit({ comment: 'hello' })).status, 202)
    assert.deepEqual((await host.call(ListReportComments)).items, [])
  })

  test('no address, nor part of one, is in the database or in what others are told', async t => {
    const host = await started(t)
    for (let at = 0; at < 9; at++) await host.submitProven({ from: `198.51.${at}.77`, comment: 'down' })
    await host.minutes(4)
    const store = host.host.store('reports')
    const master = store.query<{ sqlite_master: { name: string; type: string } }>()
    const tables = await master.selectFrom('sqlite_master').select('name').where('type', '=', 'table').execute()
    const all = await Promise.all(
      tables.map(({ name }) => store.query<Record<string, object>>().selectFrom(name).selectAll().execute()),
    )
    assert.match(JSON.stringify(all), /"down"/)
    assert.doesNotMatch(JSON.stringify(all), /198\.51|\.77\b/)
  })
})

test('whatever is sent is accepted or refused with a reason that names the field', async t => {
  const host = await started(t)
  const value = fc.oneof(fc.string(), fc.jsonValue(), fc.constantFrom('api', 'slow', '../x', '__proto__', '\u0000'))
  const body = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        component: fc.oneof(fc.constant('api'), value),
        category: fc.oneof(fc.constantFrom('slow', 'other'), value),
        comment: value,
        proof: fc.oneof(value, fc.record({ salt: value, number: fc.oneof(fc.nat(), value), signature: value })),
        website: value,
        extra: value,
      },
      { requiredKeys: ['component', 'category'] },
    ),
  )
  let from = 0
  await fc.assert(
    fc.asyncProperty(body, async payload => {
      from += 1
      const sending = host.host.app.inject({
        ...{ method: 'POST', url: '/api/v1/reports' },
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.${from >> 8}.${from & 255}.1` },
        payload: JSON.stringify(payload),
      })
      let done = false
      const answering = sending.finally(() => {
        done = true
      })
      while (!done) await host.clock.advance(20)
      const answer = await answering
      assert.ok([202, 400, 404].includes(answer.statusCode), `${answer.statusCode}: ${answer.body}`)
      if (answer.statusCode === 400) assert.ok(answer.json().fields?.length > 0, answer.body)
    }),
    { numRuns: 200 },
  )
})

test('whatever is asked of a chart is answered or refused', async t => {
  const host = await started(t)
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), fc.string(), async (name, hours) => {
      const query = new URLSearchParams({ hours })
      const { status } = await host.inject('GET', `/api/v1/reports/${encodeURIComponent(name.toWellFormed())}?${query}`)
      assert.ok([200, 400, 404].includes(status), String(status))
    }),
    { numRuns: 100 },
  )
})
