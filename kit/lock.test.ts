import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { lockData, lockDataSoon } from './lock.ts'

test('a start waits for the process before it, when that is just going', async t => {
  const data = await mkdtemp(join(tmpdir(), 'vigie-lock-'))
  t.after(() => rm(data, { recursive: true, force: true }))
  const going = lockData(data, 'tower')
  assert.throws(() => lockData(data, 'tower'), { code: 'kit.data-in-use' })
  const next = lockDataSoon(data, 'tower')
  setTimeout(() => going.release(), 200)
  const lock = await next
  assert.throws(() => lockData(data, 'tower'), { code: 'kit.data-in-use' })
  lock.release()
})
