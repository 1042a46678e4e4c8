import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { plainText } from '../messages/message.ts'
import { problemAt } from '../service/refusals.ts'
import { testClock } from '../testing/clock.ts'
import type { SampleOrder } from '../testing/sample-task.ts'
import { until } from '../testing/until.ts'
import { defineTask } from './task.ts'
import { WorkerPool } from './worker-pool.ts'

const sample = defineTask<SampleOrder, number>('kit/testing/sample-task', { memory_mb: 32 })
const other = { ...sample, file: sample.file.replace('/testing/', '/testing/../testing/') }
const parts = defineTask<number, number>('kit/testing/sample-parts-task')
const add = (...numbers: number[]) => ({ do: 'add', numbers }) as const

function pool(t: TestContext) {
  const clock = testClock()
  const workers = new WorkerPool(clock)
  t.after(() => workers.stop())
  return { clock, workers }
}

test('work is done in another thread, which is there only while there is some', async t => {
  const { clock, workers } = pool(t)
  assert.equal(workers.threads, 0)
  assert.equal(await workers.run(sample, add(1, 2)), 3)
  assert.equal(await workers.run(sample, add(3, 4)), 7)
  assert.equal(workers.threads, 1)
  await clock.advance(10_000)
  assert.equal(workers.threads, 0)
  assert.equal(await workers.run(sample, add(5)), 5)
})

test('bytes go over without a copy', async t => {
  const { workers } = pool(t)
  const bytes = new Uint8Array(5_000_000)
  assert.equal(await workers.run(sample, { do: 'length', bytes }), 5_000_000)
  assert.equal(bytes.length, 0)
})

test('a refusal comes over as it was thrown, a bug as an error', async t => {
  const { workers } = pool(t)
  await assert.rejects(workers.run(sample, { do: 'refuse' }), {
    name: 'Refusal',
    code: 'sample.refused',
    kind: 'invalid',
    fields: [problemAt('body.x', plainText('is wrong'))],
  })
  await assert.rejects(workers.run(sample, { do: 'fail' }), /sample-task: Error: a bug\n\s+at /)
  assert.equal(await workers.run(sample, add(1)), 1)
})

test('what does not end is ended at its deadline, and the next one has its turn', async t => {
  const { clock, workers } = pool(t)
  const spins = [workers.run(sample, { do: 'spin' }), workers.run(sample, { do: 'spin' })]
  const ended = Promise.all(spins.map(one => assert.rejects(one, { code: 'kit.worker-deadline' })))
  const after = workers.run(sample, add(1))
  await clock.advance(60_000)
  await ended
  assert.equal(await after, 1)
})

test('what takes too much memory ends alone, and so does a thread that falls', async t => {
  const { workers } = pool(t)
  await assert.rejects(workers.run(sample, { do: 'hoard' }), { code: 'kit.worker-memory' })
  await assert.rejects(workers.run(sample, { do: 'exit' }), /sample-task: the thread ended/)
  assert.equal(await workers.run(sample, add(1)), 1)
})

test('there are never more than two threads, and never more than sixteen wait', async t => {
  const { clock, workers } = pool(t)
  const spins = [workers.run(sample, { do: 'spin' }), workers.run(sample, { do: 'spin' })]
  const ended = Promise.allSettled(spins)
  const waiting = Array.from({ length: 16 }, (_, at) => workers.run(at % 2 === 0 ? sample : other, add(at)))
  await assert.rejects(workers.run(sample, add(1)), { code: 'kit.workers-busy', retryAfterS: 5 })
  assert.equal(workers.threads, 2)
  await clock.advance(60_000)
  await ended
  assert.deepEqual(
    await Promise.all(waiting),
    waiting.map((_, at) => at),
  )
  assert.ok(workers.threads <= 2)
})

test('a large result comes in parts, each made when the one before was taken', async t => {
  const { clock, workers } = pool(t)
  const seen: number[] = []
  await workers.parts(parts, 4, async part => {
    // However long it takes to take one: the deadline is that of the thread.
    await clock.advance(120_000)
    seen.push(part)
  })
  assert.deepEqual(seen, [0, 1, 2, 3])
  const failing = workers.parts(parts, 4, part => {
    if (part === 2) throw new Error('no more')
  })
  await assert.rejects(failing, /no more/)
  await assert.rejects(
    workers.parts(parts, -1, () => undefined),
    { code: 'sample.refused' },
  )
  const again: number[] = []
  await workers.parts(parts, 2, part => again.push(part))
  assert.deepEqual(again, [0, 1])
})

test('when the program stops nothing is waited for', async () => {
  const workers = new WorkerPool(testClock())
  const all = [1, 2, 3].map(() => workers.run(sample, { do: 'spin' }))
  await until('they have begun', () => workers.threads === 2)
  await Promise.all([workers.stop(), ...all.map(one => assert.rejects(one, { code: 'kit.stopping' }))])
  assert.equal(workers.threads, 0)
  await assert.rejects(workers.run(sample, add(1)), { code: 'kit.stopping' })
})

test('every task that is named is a file that serves it, under a name of its own', () => {
  const root = join(import.meta.dirname, '..', '..')
  const sources = globSync('{kit,services}/**/*.ts', { cwd: root }).map(file => readFileSync(join(root, file), 'utf8'))
  const named = sources.flatMap(text =>
    [...text.matchAll(/defineTask<[^(]*>\(\s*'([^']+)'/g)].map(([, path = '']) => path),
  )
  assert.ok(named.length > 0)
  for (const path of named) {
    assert.match(path, /-task$/)
    assert.ok(existsSync(join(root, `${path}.ts`)), path)
    assert.match(readFileSync(join(root, `${path}.ts`), 'utf8'), /^serve(Task|Parts)\(/m)
  }
  const names = [...new Set(named)].map(path => path.split('/').at(-1))
  assert.equal(new Set(names).size, names.length)
})
