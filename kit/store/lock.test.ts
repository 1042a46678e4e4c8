import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Child, startChild } from '../testing/children.ts'
import { inOwnNamespace, whyNoNamespaces } from '../testing/namespaces.ts'
import { until } from '../testing/until.ts'
import { acquireLock, lockFolder } from './lock.ts'

function folder(t: TestContext): string {
  const data = mkdtempSync(join(tmpdir(), 'vigie-lock-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  return data
}

const holder = join(import.meta.dirname, '..', 'testing', 'hold-folder.ts')

function hold(data: string, through: readonly string[] = []): Child {
  const [command = process.execPath, ...args] = [...through, process.execPath, holder, data]
  return startChild(command, args)
}

const isDone = (child: Child): boolean => /\n/.test(child.output())

test('a start waits for the process before it, when that is just going', async t => {
  const data = folder(t)
  const going = lockFolder(data, ['tower'])
  assert.throws(() => lockFolder(data, ['tower']), { code: 'kit.data-in-use' })
  const next = acquireLock(data, ['tower'])
  setTimeout(() => going.release(), 200)
  const lock = await next
  assert.throws(() => lockFolder(data, ['tower']), { code: 'kit.data-in-use' })
  lock.release()
  assert.deepEqual(readdirSync(data), [])
})

const cases = [
  { where: 'on one machine', through: [] },
  { where: 'that do not see each other, as in two containers', through: inOwnNamespace },
]
for (const { where, through } of cases) {
  test(`of processes ${where} exactly one holds a folder; the others say who it is, and one takes over when it is killed`, async t => {
    const why = through.length > 0 ? whyNoNamespaces() : null
    if (why) return t.skip(why)
    const data = folder(t)
    let before: Child | undefined
    for (let round = 0; round < 3; round++) {
      const children = [hold(data, through), hold(data, through), hold(data, through)]
      t.after(() => Promise.all(children.map(child => child.stop('SIGKILL'))))
      await until('all know', () => children.every(isDone))
      const held = children.filter(child => child.output() === 'held\n')
      const texts = children.map(child => child.output())
      if (before) {
        assert.deepEqual(held, [], 'the one before is still there')
        await before.stop('SIGKILL')
        before = undefined
        continue
      }
      assert.equal(held.length, 1, texts.join(''))
      const refused = texts.filter(text => text !== 'held\n')
      for (const text of refused) assert.match(text, /in use by process \d+ on \S+ since \d|another process is taking/)
      before = held[0]
    }
    assert.ok(before)
  })
}

test('a lock that a killed process has left is nobody’s; the note of a living one of an older version counts', async t => {
  const data = folder(t)
  const killed = hold(data)
  await until('it is held', () => isDone(killed))
  assert.equal(killed.output(), 'held\n')
  await killed.stop('SIGKILL')
  assert.ok(existsSync(join(data, 'tower.lock')), 'it tidied nothing up')
  const lock = lockFolder(data, ['tower'])
  const note = readFileSync(join(data, 'tower.lock'), 'utf8').split(' ')
  assert.deepEqual([note[0], note[2]], [String(process.pid), hostname()])
  lock.release()

  const older = hold(folder(t))
  t.after(() => older.stop('SIGKILL'))
  await until('it runs', () => isDone(older))
  const { pid } = older.process
  const start = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19]
  writeFileSync(join(data, 'tower.lock'), `${pid} ${start}`)
  assert.throws(() => lockFolder(data, ['tower']), new RegExp(`in use by process ${pid} since`))
  // The same number, but another process: the one of the note has ended.
  writeFileSync(join(data, 'tower.lock'), `${pid} 1`)
  lockFolder(data, ['tower']).release()
})
