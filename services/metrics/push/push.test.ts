import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { inEnglish } from '../../../contracts/messages/words.ts'
import { PushPoints, WriteInflux1, WriteInflux2 } from '../../../contracts/metrics/push.ts'
import { ListSeries, ReadSeries } from '../../../contracts/metrics/series.ts'
import { CreateSource, GetSource } from '../../../contracts/metrics/sources.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { testKey } from '../../../kit/testing/host.ts'
import { metricsHost, now } from '../testing/metrics-host.ts'
import { parseJsonPoints } from './json-points.ts'
import { type Parsed, parseLines } from './line-protocol.ts'

const most = 1_000
const lines = (text: string, precision = 'ns'): Parsed => parseLines({ text, precision, now, labels: {}, most })
const json = (value: unknown) => parseJsonPoints({ value, prefix: 'lab_', labels: { source: 'lab' }, now, most })
const told = ({ problems }: Parsed) => problems.map(({ index, count, reason }) => [index, count, inEnglish(reason)])
const brief = ({ samples }: Parsed) => samples.map(({ name, labels, at, value }) => [name, labels, at, value])

test('the line protocol: fields are series, tags are labels, and escapes mean what they escape', () => {
  const text = [
    '# a comment',
    'weather,location=us-midwest temperature=82,humidity=71i 1465839830100400200',
    '',
    'my\\ disk,path=C:\\,data,a\\=b=c\\ d used=1.5e3,free=.5,on=t,off=FALSE,count=7u 1465839830000000000\r',
    'cpu,host="a" usage=1,note="a, b=c \\" d" 1465839831000000000',
  ].join('\n')
  assert.deepEqual(brief(lines(text)), [
    ['weather_temperature', { location: 'us-midwest' }, 1_465_839_830_100, 82],
    ['weather_humidity', { location: 'us-midwest' }, 1_465_839_830_100, 71],
    ['my_disk_used', { path: 'C:,data', a_b: 'c d' }, 1_465_839_830_000, 1_500],
    ['my_disk_free', { path: 'C:,data', a_b: 'c d' }, 1_465_839_830_000, 0.5],
    ['my_disk_on', { path: 'C:,data', a_b: 'c d' }, 1_465_839_830_000, 1],
    ['my_disk_off', { path: 'C:,data', a_b: 'c d' }, 1_465_839_830_000, 0],
    ['my_disk_count', { path: 'C:,data', a_b: 'c d' }, 1_465_839_830_000, 7],
    ['cpu_usage', { host: '"a"' }, 1_465_839_831_000, 1],
  ])
  assert.deepEqual(told(lines(text)), [[2, 1, 'is a text, which has no place in a series of numbers']])
})

test('times of every precision; a line without one is of now', () => {
  const at = (time: string, precision: string) => lines(`m f=1 ${time}`, precision).samples[0]?.at
  assert.equal(at('1700000000123456789', 'ns'), 1_700_000_000_123)
  assert.equal(at('1700000000123456', 'u'), 1_700_000_000_123)
  assert.equal(at('1700000000123', 'ms'), 1_700_000_000_123)
  assert.equal(at('1700000000', 's'), 1_700_000_000_000)
  assert.equal(at('28333333', 'm'), 1_699_999_980_000)
  assert.equal(at('472222', 'h'), 1_699_999_200_000)
  assert.equal(at('', 'ns'), now)
})

test('a line that cannot be read is told with its place, and the others are taken', () => {
  const wrong = lines(['a f=1', 'b', ',x=1 f=1', 'c,tag f=1', 'd f', 'e f=nan', 'f f=1 soon', 'g f=1 1 2'].join('\n'))
  assert.deepEqual(brief(wrong), [['a_f', {}, now, 1]])
  assert.deepEqual(told(wrong), [
    [1, 1, 'has no fields'],
    [2, 1, 'has no measurement'],
    [3, 1, '"tag" is no tag'],
    [4, 1, 'its value is no number'],
    [5, 1, 'its value is not a finite number'],
    [6, 1, '"soon" is no time that can be read; say its time_format'],
    [7, 1, 'has more than a series, fields and a time'],
  ])
  assert.equal(wrong.refused, 7)
})

test('JSON: a list of points, or columns', () => {
  const rows = json([
    { name: 'temp', value: 20.5, at: '2026-05-04T11:00:00Z', labels: { room: 'a' }, unit: 'celsius' },
    { name: 'temp', value: '20.5' },
    { name: 'on', value: true, at: 1_777_000_000 },
    7,
  ])
  assert.deepEqual(rows && brief(rows), [
    ['lab_temp', { room: 'a', source: 'lab' }, Date.parse('2026-05-04T11:00:00Z'), 20.5],
    ['lab_on', { source: 'lab' }, 1_777_000_000_000, 1],
  ])
  assert.deepEqual(rows && told(rows), [
    [1, 1, 'its value is the text "20.5": send a number'],
    [3, 1, 'is no object with name and value'],
  ])
  const columns = json({ at: [1_777_000_000, 1_777_000_060], values: { a: [1, 2], b: [3, null], c: [4] } })
  assert.deepEqual(columns && brief(columns).map(([name, , at, value]) => [name, at, value]), [
    ['lab_a', 1_777_000_000_000, 1],
    ['lab_a', 1_777_000_060_000, 2],
    ['lab_b', 1_777_000_000_000, 3],
  ])
  assert.deepEqual(columns && told(columns), [
    [3, 1, 'has no value'],
    [4, 1, 'the column "c" has 1 values, and at has 2'],
  ])
  assert.equal(json('text'), null)
  assert.equal(json({ at: [1] }), null)
})

test('what is written in the line protocol is read as it was meant', () => {
  const word = fc.string({ minLength: 1, maxLength: 10, unit: 'grapheme-ascii' }).filter(text => !/[\\\n"]/.test(text))
  const escaped = (text: string) => text.replace(/[,= ]/g, character => `\\${character}`)
  const value = fc.double({ noNaN: true, noDefaultInfinity: true }).map(number => number + 0)
  const at = fc.integer({ min: 0, max: 2e12 })
  fc.assert(
    fc.property(word, word, word, value, at, (measurement, tag, field, value, at) => {
      const line = `m${escaped(measurement)},t${escaped(tag)}=${escaped(tag)}x f${escaped(field)}=${value} ${at}`
      const { samples, problems } = lines(line, 'ms')
      assert.deepEqual(problems, [], line)
      assert.deepEqual(
        [samples[0]?.at, samples[0]?.value, Object.values(samples[0]?.labels ?? {})],
        [at, value, [`${tag}x`.trim() === '' ? 'x' : `${tag}x`]],
      )
    }),
    { numRuns: 1_000 },
  )
})

test('ten thousand hostile bodies: none is an exception, and all that was sent is accounted for', () => {
  const pieces = fc.constantFrom(
    'm',
    ',',
    '=',
    ' ',
    '\\',
    '"',
    '\n',
    '1',
    'i',
    'nan',
    '\0',
    'é',
    '#',
    '-',
    'e9',
    '{',
    '[',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), parts => {
      const { samples, refused, problems } = lines(parts.join(''))
      assert.ok(samples.every(({ value, at }) => Number.isFinite(value) && Number.isFinite(at)))
      assert.equal(
        refused,
        problems.reduce((sum, { count }) => sum + count, 0),
      )
    }),
    { numRuns: 10_000 },
  )
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: false, maxDepth: 4 }), value => {
      const read = json(value)
      assert.ok(read === null || read.samples.every(one => Number.isFinite(one.at) && typeof one.name === 'string'))
    }),
    { numRuns: 10_000 },
  )
  const many = lines('m f=1 1\n'.repeat(5_000))
  assert.deepEqual([many.samples.length, many.refused], [most, 4_000])
})

onBothEngines('pushing', engine => {
  test('a program pushes JSON, and is told what became of each point', async t => {
    const host = await metricsHost(t, engine)
    if (!host) return
    await host.call(CreateSource, { body: { name: 'lab', kind: 'push', unit: 'celsius', labels: { site: 'north' } } })
    const body = [
      { name: 'temp', value: 1, at: now - 1_000 },
      { name: 'temp', value: 2, at: now - 1_000 },
      { name: 'temp', value: 3, at: -5 },
    ]
    const params = { id: 'lab' }
    const { problems, ...counts } = await host.call(PushPoints, { params, body })
    assert.deepEqual(counts, { accepted: 1, duplicates: 1, refused: 1 })
    assert.deepEqual(
      problems.map(({ index, count, reason }) => [index, count, reason]),
      [[2, 1, '"-5" is no time that can be read; say its time_format']],
    )
    const { series } = await host.call(ReadSeries, { params: { id: 'lab.temp{site="north"}' } })
    assert.deepEqual([series.metric, series.unit, series.last_value], ['lab_temp', 'celsius', 1])
    const source = await host.call(GetSource, { params })
    assert.deepEqual([source.accepted, source.duplicates, source.refused, source.state], [1, 1, 1, 'ok'])
    await assert.rejects(host.call(PushPoints, { params, body: {} }), /neither a list of points nor columns/)
  })

  test('clients of InfluxDB write lines, packed or not, and are told which were refused', async t => {
    const host = await metricsHost(t, engine)
    if (!host) return
    const write = async (path: string, payload: string | Buffer, headers: Record<string, string>) => {
      const answer = await host.host.app.inject({ method: 'POST', url: path, payload, headers })
      return { status: answer.statusCode, body: answer.body }
    }
    const token = { authorization: `Token ${testKey}`, 'content-type': 'text/plain; charset=utf-8' }
    const two = `${WriteInflux2.path}?bucket=telegraf&org=x&precision=s`
    const line = `cpu,host=a usage=0.5 ${now / 1_000 - 5}`
    assert.deepEqual(await write(two, line, token), { status: 204, body: '' })
    const packed = { ...token, 'content-encoding': 'gzip' }
    assert.equal((await write(two, gzipSync(`mem,host=a free=7 ${now / 1_000 - 5}`), packed)).status, 204)
    const basic = { authorization: `Basic ${Buffer.from(`any:${testKey}`).toString('base64')}` }
    const partial = await write(`${WriteInflux1.path}?db=telegraf&precision=ms`, `disk used=1 ${now}\nbroken`, basic)
    assert.equal(partial.status, 400)
    assert.match(JSON.parse(partial.body).error, /^partial write: line 2 has no fields dropped=1$/)
    assert.equal(JSON.parse(partial.body).accepted, 1)
    assert.equal((await write(two, line, { 'content-type': 'text/plain' })).status, 401)
    assert.equal((await write(two, 'not gzip', packed)).status, 400)
    assert.equal((await write(two, gzipSync(Buffer.alloc(20_000_000, 'm f=1\n')), packed)).status, 400)
    const { items } = await host.call(ListSeries)
    assert.deepEqual(
      items.map(({ id }) => id),
      ['telegraf.cpu_usage{host="a"}', 'telegraf.disk_used', 'telegraf.mem_free{host="a"}'],
    )
  })
})
