import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { testClock } from '../testing/clock.ts'
import { watchFile } from './watch.ts'

let root = ''
before(() => {
  root = mkdtempSync(join(tmpdir(), 'vigie-watch-'))
})
after(() => rmSync(root, { recursive: true, force: true }))

/** A watched file; `settled` lets enough time pass for a save to be noticed by polling and to settle. */
function watched(name: string, prepare: (file: string) => void) {
  const directory = mkdtempSync(join(root, 'x-'))
  const file = join(directory, name)
  prepare(file)
  const clock = testClock()
  let saves = 0
  const watch = watchFile({ file, clock, saved: () => saves++ })
  return {
    directory,
    file,
    clock,
    stop: watch.stop,
    settled: async () => {
      await clock.advance(5_000)
      return saves
    },
  }
}

test('one save calls back once, and no save never', async () => {
  const { file, settled, stop } = watched('vigie.yaml', path => writeFileSync(path, 'a: 1'))
  assert.equal(await settled(), 0)
  writeFileSync(file, 'a: 2')
  assert.equal(await settled(), 1)
  assert.equal(await settled(), 1)
  stop()
})

test('an editor that renames a new file over the old one is noticed, again and again', async () => {
  const { file, settled, stop } = watched('vigie.yaml', path => writeFileSync(path, 'a: 1'))
  for (const save of [1, 2, 3]) {
    writeFileSync(`${file}.new`, 'a: 1')
    renameSync(`${file}.new`, file)
    assert.equal(await settled(), save)
  }
  stop()
})

test('a burst of writes is one save, told when it is over', async () => {
  const { file, clock, settled, stop } = watched('vigie.yaml', path => writeFileSync(path, ''))
  await clock.advance(1_900)
  for (const size of [1, 2, 3, 4, 5]) {
    writeFileSync(file, 'x'.repeat(size))
    await clock.advance(200)
  }
  assert.equal(await settled(), 1)
  stop()
})

test('a file that is away for a moment is not a save until it is back', async () => {
  const { file, settled, stop } = watched('vigie.yaml', path => writeFileSync(path, 'a: 1'))
  rmSync(file)
  assert.equal(await settled(), 0)
  writeFileSync(file, 'a: 2')
  assert.equal(await settled(), 1)
  stop()
})

test('a file that was not there at first is noticed when it comes', async () => {
  const { file, settled, stop } = watched('vigie.yaml', () => {})
  writeFileSync(file, 'a: 1')
  assert.equal(await settled(), 1)
  stop()
})

test('a mounted folder that swaps its link is noticed', async () => {
  const { directory, settled, stop } = watched('vigie.yaml', file => {
    const folder = join(file, '..')
    for (const version of ['v1', 'v2']) {
      mkdirSync(join(folder, version))
      writeFileSync(join(folder, version, 'vigie.yaml'), version)
    }
    symlinkSync('v1', join(folder, '..data'))
    symlinkSync(join('..data', 'vigie.yaml'), file)
  })
  symlinkSync('v2', join(directory, '..next'))
  renameSync(join(directory, '..next'), join(directory, '..data'))
  assert.equal(await settled(), 1)
  stop()
})

test('a folder that cannot be watched is polled, and nothing is told after the stop', async () => {
  const clock = testClock()
  let saves = 0
  const directory = join(mkdtempSync(join(root, 'x-')), 'later')
  const watch = watchFile({ file: join(directory, 'vigie.yaml'), clock, saved: () => saves++ })
  mkdirSync(directory)
  writeFileSync(join(directory, 'vigie.yaml'), 'a: 1')
  await clock.advance(5_000)
  assert.equal(saves, 1)
  watch.stop()
  writeFileSync(join(directory, 'vigie.yaml'), 'a: 22')
  await clock.advance(5_000)
  assert.equal(saves, 1)
})
