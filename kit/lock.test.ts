import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { lockFolder, lockFolderSoon } from './lock.ts'

test('a start waits for the process before it, when that is just going', async t => {
  const data = await mkdtemp(join(tmpdir(), 'vigie-lock-'))
  t.after(() => rm(data, { recursive: true, force: true }))
  const going = lockFolder(data, ['tower'])
  assert.throws(() => lockFolder(data, ['tower']), { code: 'kit.data-in-use' })
  const next = lockFolderSoon(data, ['tower'])
  setTimeout(() => going.release(), 200)
  const lock = await next
  assert.throws(() => lockFolder(data, ['tower']), { code: 'kit.data-in-use' })
  lock.release()
})
