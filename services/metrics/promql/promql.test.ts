import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { testClock } from '../../../kit/testing/clock.ts'
import { WorkerPool } from '../../../kit/worker-pool/worker-pool.ts'
import { PromqlError } from './errors.ts'
import { apiNumber, plainNumber } from './functions/go-number.ts'
import { instantQuery, type PromqlOptions, rangeQuery } from './promql.ts'
import { longestQuery, parse } from './syntax/parse.ts'
import { selectFrom } from './testing/differential.ts'

const minute = 60_000
const samples = [0, 1, 2, 3].flatMap(step => [
  { name: 'jobs_total', labels: { queue: 'mail' }, at: step * minute, value: step * 6 },
  { name: 'jobs_total', labels: { queue: 'hook' }, at: step * minute, value: step === 3 ? null : step },
])
const options: PromqlOptions = { select: selectFrom(samples), mostSamples: 10_000 }

async function valuesAt(text: string, at = 3 * minute): Promise<unknown> {
  const { type, result } = await instantQuery(text, at, options)
  return type === 'vector' ? result.map(({ metric, value }) => [metric.queue ?? metric, value[1]]) : result
}

const refused = (type: string, message: RegExp) => (thrown: unknown) =>
  thrown instanceof PromqlError && thrown.type === type && message.test(thrown.message)

describe('PromQL', () => {
  test('a series that ended with a stale marker is not there, and its last five minutes are gone with it', async () => {
    assert.deepEqual(await valuesAt('jobs_total'), [['mail', 18]])
    assert.deepEqual(await valuesAt('jobs_total', 2 * minute), [
      ['hook', 2],
      ['mail', 12],
    ])
  })

  test('a sample counts for five minutes and no longer', async () => {
    assert.deepEqual(await valuesAt('jobs_total', 8 * minute), [['mail', 18]])
    assert.deepEqual(await valuesAt('jobs_total', 8 * minute + 1), [])
  })

  test('a rate is per second', async () => {
    assert.deepEqual(await valuesAt('rate(jobs_total{queue="mail"}[3m])'), [['mail', 0.1]])
  })

  test('a range query answers at each step, in the order of the labels', async () => {
    const { result } = await rangeQuery('sum(jobs_total)', { start: 0, end: 2 * minute, interval: minute }, options)
    assert.deepEqual(result, [
      {
        metric: {},
        values: [
          [0, 0],
          [minute, 7],
          [2 * minute, 14],
        ],
      },
    ])
  })

  test('a range vector and a text can be asked for at one time', async () => {
    assert.deepEqual(await instantQuery('jobs_total{queue="mail"}[1m]', minute, options), {
      type: 'matrix',
      result: [
        {
          metric: { __name__: 'jobs_total', queue: 'mail' },
          values: [
            [0, 0],
            [minute, 6],
          ],
        },
      ],
    })
    assert.deepEqual(await valuesAt('"a\\x41\\u00e9"'), [3 * minute, 'aAé'])
  })

  for (const [text, message] of [
    ['', /no expression found/],
    ['foo{', /1:5: parse error: unexpected end of input/],
    ['foo bar', /1:5: parse error: unexpected "bar"/],
    ['nosuch(foo)', /unknown function with name "nosuch"/],
    ['histogram_count(foo)', /"histogram_count" is not supported: native histograms/],
    ['rate(foo)', /expected type range vector in call to function "rate", got instant vector/],
    ['rate(foo[5m], 1)', /expected 1 argument\(s\) in call to "rate", got 2/],
    ['sum(1)', /expected type instant vector in aggregation expression, got scalar/],
    ['topk(foo)', /wrong number of arguments for aggregate expression/],
    ['{}', /at least one non-empty matcher/],
    ['{a=~".*"}', /at least one non-empty matcher/],
    ['foo{a=~"("}', /error parsing regexp/],
    ['1 == 2', /comparisons between scalars must use BOOL modifier/],
    ['foo and 1', /set operator "and" not allowed in binary scalar expression/],
    ['foo + on(a) group_left(a) bar', /"a" must not occur in ON and GROUP clause at once/],
    ['sum(foo) offset 5m', /offset modifier must be preceded by/],
    ['foo offset 5m offset 1m', /may not be set multiple times/],
    ['foo[0s]', /duration must be greater than 0/],
    ['-"text"', /unary expression only allowed/],
    ['foo{a="\\q"}', /unknown escape sequence/],
  ] as const) {
    test(`«${text}» is refused with its reason`, () => {
      assert.throws(() => parse(text), refused('bad_data', message))
    })
  }

  test('a query that is too long or too deep is refused, and so are too many steps', async () => {
    assert.throws(() => parse(`a${' + a'.repeat(longestQuery)}`), refused('bad_data', /longer than/))
    assert.throws(() => parse(`${'('.repeat(500)}a${')'.repeat(500)}`), refused('bad_data', /nested more than/))
    const steps = { start: 0, end: 20_000_000, interval: 1_000 }
    await assert.rejects(rangeQuery('a', steps, options), refused('bad_data', /maximum resolution of 11,000 points/))
    await assert.rejects(rangeQuery('a', { ...steps, interval: 0 }, options), refused('bad_data', /positive integer/))
    await assert.rejects(
      rangeQuery('a[1m]', steps, options),
      refused('bad_data', /invalid expression type "range vector"/),
    )
  })

  test('a query that reads or makes more samples than it may is refused', async () => {
    const few = { ...options, mostSamples: 5 }
    const steps = { start: 0, end: 3 * minute, interval: minute }
    await assert.rejects(rangeQuery('jobs_total', steps, few), refused('execution', /too many samples/))
    await assert.rejects(
      instantQuery('sum_over_time(vector(1)[1y:1ms])', 0, options),
      refused('execution', /too many samples/),
    )
  })

  test('a query that makes many values is evaluated by a thread, with the same answer and the same refusals', async () => {
    await using workers = new WorkerPool(testClock())
    const threaded = { ...options, workers, mostSamples: 1_000_000 }
    const text = 'count_over_time(vector(1)[1d:1s]) + on() group_right jobs_total{queue="mail"}'
    assert.deepEqual(
      await instantQuery(text, minute, threaded),
      await instantQuery(text, minute, { ...options, mostSamples: 1_000_000 }),
    )
    assert.equal(workers.threads, 1)
    await assert.rejects(
      instantQuery('sum_over_time(vector(1)[1y:1ms])', 0, threaded),
      refused('execution', /too many samples/),
    )
  })

  test('numbers are written as Go writes them', () => {
    const numbers = [
      0,
      -0,
      1e21,
      1.5e-7,
      1e-6,
      123456789.5,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ]
    assert.deepEqual(numbers.map(apiNumber), [
      '0',
      '-0',
      '1e+21',
      '1.5e-07',
      '0.000001',
      '123456789.5',
      '+Inf',
      '-Inf',
      'NaN',
    ])
    assert.deepEqual(
      [1e21, 1.25e22, 1.5e-7, -1e-300].map(plainNumber).map(text => text.slice(0, 14)),
      ['1000000000000000000000'.slice(0, 14), '12500000000000000000000'.slice(0, 14), '0.00000015', '-0.00000000000'],
    )
  })
})
