import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { findProgram, withLock, withoutStartingServices } from './programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'vigie-programs-'))
after(() => rmSync(folder, { recursive: true }))

function program(path: string): string {
  const full = join(folder, path)
  mkdirSync(join(full, '..'), { recursive: true })
  writeFileSync(full, '#!/bin/sh\n')
  chmodSync(full, 0o755)
  return full
}

test('a program on PATH is found', async () => {
  const found = await findProgram('sh', { packages: ['dash'] })
  assert.match(found ?? '', /\/sh$/)
})

test('a program outside PATH is found in its known places, the newest version first', async () => {
  program('14/bin/thing')
  const newer = program('15/bin/thing')
  const found = await findProgram('vigie-test-thing', { packages: [], places: [join(folder, '*/bin/thing')] })
  assert.equal(found, newer)
})

test('a missing program skips the test with a reason, and fails it in CI', () => {
  const script = `
    import { test } from 'node:test'
    import { skipWithout } from ${JSON.stringify(join(import.meta.dirname, 'programs.ts'))}
    test('needs it', t => skipWithout(t, 'frobnicator'))`
  const run = (CI: string) =>
    spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, CI },
    })
  const here = run('')
  assert.equal(here.status, 0, here.stderr)
  assert.match(here.stdout, /missing frobnicator/)
  const inCi = run('true')
  assert.equal(inCi.status, 1)
  assert.match(inCi.stdout, /missing frobnicator/)
})

test('two who want the lock get it one after the other, and a lock whose owner died is taken over', async () => {
  const path = join(folder, 'lock')
  const order: string[] = []
  await Promise.all([
    withLock(path, async () => {
      order.push('first in')
      await pause(50)
      order.push('first out')
    }),
    withLock(path, async () => {
      order.push('second in')
    }),
  ])
  assert.deepEqual(order, ['first in', 'first out', 'second in'])
  const dead = spawnSync('true').pid
  writeFileSync(path, String(dead))
  assert.equal(await withLock(path, async () => 'mine'), 'mine')
  assert.equal(existsSync(path), false)
})

test('no service starts while packages are installed, and the policy that was there comes back', async () => {
  const policy = join(folder, 'policy-rc.d')
  await withoutStartingServices(async () => assert.match(readFileSync(policy, 'utf8'), /exit 101/), policy)
  assert.equal(existsSync(policy), false)
  writeFileSync(policy, 'theirs')
  const failure = withoutStartingServices(async () => {
    throw new Error('apt-get failed')
  }, policy)
  await assert.rejects(failure, /apt-get failed/)
  assert.equal(readFileSync(policy, 'utf8'), 'theirs')
})
