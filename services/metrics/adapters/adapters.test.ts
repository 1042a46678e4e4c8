import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inEnglish } from '../../../contracts/messages/words.ts'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { type Answer, type Received, startLocalServer } from '../../../kit/testing/local-server.ts'
import { csv } from './csv.ts'
import { githubCommits } from './github-commits.ts'
import { sourceKinds } from './index.ts'
import { prometheus } from './prometheus.ts'
import { type Reading, type SourceKind, Unreadable, type Validators } from './reading/source-kind.ts'
import { system } from './system.ts'

const now = Date.parse('2026-05-04T12:00:30Z')
const workers = { run: () => assert.fail('no thread is needed') }

async function serverOf(t: TestContext, answer: (received: Received) => Answer) {
  const asked: Received[] = []
  const server = await startLocalServer(answer, received => asked.push(received))
  t.after(() => server.stop())
  const read = (kind: SourceKind, settings: Record<string, unknown>, validators: Validators = {}): Promise<Reading> => {
    const signal = new AbortController().signal
    const network = outgoingPolicy({ allow: [] })
    const context = { source: 's', now, network, trust: 'operator', signal, workers, validators } as const
    return kind.read?.(settings, context) ?? assert.fail(`${kind.kind} reads nothing`)
  }
  return { url: server.url, asked, read }
}

const brief = ({ points }: Reading) => points.map(({ name, at, value }) => [name, new Date(at).toISOString(), value])
const commit = (date: string) => ({ commit: { author: { date } } })
const because = (expected: RegExp) => (thrown: unknown) =>
  thrown instanceof Unreadable && expected.test(inEnglish(thrown.reason))

test('the kinds are listed in the order of their names', () => {
  const names = sourceKinds.map(({ kind }) => kind)
  assert.deepEqual(names, names.toSorted())
})

test('commits are counted minute by minute over all pages, and asked for again only when something is new', async t => {
  const pages = [
    [commit('2026-05-04T11:57:27Z'), commit('2026-05-04T11:57:01Z')],
    [commit('2026-05-04T11:57:00Z'), commit('2026-05-03T09:00:59Z'), {}],
  ]
  const { url, asked, read } = await serverOf(t, ({ path, headers }) => {
    const second = path.includes('page=2')
    const link = `<${path}&page=2>; rel="next", <${path}&page=2>; rel="last"`
    if (headers['if-none-match'] === '"one"') return { status: 304 }
    return { body: JSON.stringify(pages[second ? 1 : 0]), headers: second ? {} : { link, etag: '"one"' } }
  })
  const settings = { repository: 'mojombo/grit', token: 'ghp_secret', api_url: url }
  const reading = await read(githubCommits, settings)
  assert.deepEqual(brief(reading), [
    ['commits', '2026-05-04T11:57:00.000Z', 3],
    ['commits', '2026-05-03T09:00:00.000Z', 1],
  ])
  assert.deepEqual(
    reading.problems.map(({ index, count, reason }) => [index, count, inEnglish(reason)]),
    [[4, 1, 'has no time']],
  )
  assert.equal(asked[0]?.headers.authorization, 'Bearer ghp_secret')
  assert.match(asked[0]?.path ?? '', /^\/repos\/mojombo\/grit\/commits\?per_page=100$/)
  const again = await read(githubCommits, settings, reading.validators)
  assert.match(asked[2]?.path ?? '', /&since=2026-05-03T11%3A57%3A00.000Z$/)
  assert.deepEqual((await read(githubCommits, settings, again.validators)).points, [], 'nothing is new')
  assert.equal(asked.length, 5)
})

test('the minute that is not over is left for later', async t => {
  const body = JSON.stringify([commit('2026-05-04T12:00:05Z'), commit('2026-05-04T11:59:59Z')])
  const { url, read } = await serverOf(t, () => ({ body, headers: { etag: '"one"' } }))
  const reading = await read(githubCommits, { repository: 'a/b', api_url: url })
  assert.deepEqual(brief(reading), [['commits', '2026-05-04T11:59:00.000Z', 1]])
  assert.equal(reading.validators?.etag, undefined)
})

test('the limit of GitHub is respected, and said', async t => {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1_000 + 900) }
  const { url, read } = await serverOf(t, () => ({ status: 403, body: '{}', headers }))
  await assert.rejects(read(githubCommits, { repository: 'a/b', api_url: url }), thrown => {
    assert.ok(because(/^it answers no more before .*: its limit of requests is reached$/)(thrown))
    return (thrown as Unreadable).wait_s === 900
  })
})

test('a scrape keeps the names and labels that it came with', async t => {
  const body = [
    '# HELP up It is.',
    '# TYPE up gauge',
    'up 1',
    'http_requests_total{code="200",path="/a\\"b\\\\c"} 1.5e3 1777000000000',
    'broken{',
    'nan NaN',
  ].join('\n')
  const { url, read } = await serverOf(t, () => ({ body }))
  const reading = await read(prometheus, { url })
  assert.deepEqual(
    reading.points.map(({ name, labels, at, value }) => [name, labels, at, value]),
    [
      ['up', {}, now, 1],
      ['http_requests_total', { code: '200', path: '/a"b\\c' }, 1_777_000_000_000, 1_500],
    ],
  )
  assert.deepEqual(
    reading.problems.map(({ index, reason }) => [index, inEnglish(reason)]),
    [
      [2, '"broken{" is no sample'],
      [3, 'its value is not a finite number'],
    ],
  )
})

test('a table in CSV: columns by their names, cells in quotation marks, decimal commas, times of a zone', async t => {
  const body = [
    '\ufeffdate;"temp; inside";note',
    '04/05/2026 10:00;21,5;"a ""quoted"" note"',
    '04/05/2026 11:00;;',
    'soon;3;',
    '04/05/2026 12:00;warm;',
    '',
  ].join('\r\n')
  const { url, read } = await serverOf(t, () => ({ body }))
  const table = { url, delimiter: ';', time: 'date', time_format: '%d/%m/%Y %H:%M', time_zone: 'Europe/Paris' }
  const reading = await read(csv, { ...table, values: { temp: 'temp; inside' } })
  assert.deepEqual(brief(reading), [['temp', '2026-05-04T08:00:00.000Z', 21.5]])
  assert.deepEqual(
    reading.problems.map(({ index, reason }) => [index, inEnglish(reason)]),
    [
      [1, 'has no value'],
      [2, '"soon" is no time that can be read; say its time_format'],
      [3, 'its value is no number'],
    ],
  )
  const other = read(csv, { ...table, values: { temp: 'hum' } })
  await assert.rejects(other, because(/^it has no column "hum"; there are date, temp; inside, note$/))
})

test('a page of HTML holds no metrics', async t => {
  const { url, read } = await serverOf(t, () => ({ body: '<html>' }))
  await assert.rejects(read(prometheus, { url }), because(/^it answers HTML or XML where metrics were expected$/))
})

test('an answer that never ends, and one that leads to a private address, are refused', async t => {
  const { url, read } = await serverOf(t, ({ path }) =>
    path === '/large'
      ? { body: 'x'.repeat(9_000_000) }
      : { status: 302, headers: { location: 'http://169.254.169.254/' } },
  )
  await assert.rejects(read(prometheus, { url: `${url}/large` }), because(/^is larger than 8 MiB$/))
  await assert.rejects(read(prometheus, { url: `${url}/away` }), because(/^is redirected to another site/))
})

test('this machine and this program are measured', async t => {
  const { read } = await serverOf(t, () => ({}))
  const { points } = await read(system, {})
  assert.ok(points.length >= 5 && points.every(({ value, unit }) => value >= 0 && unit))
})
