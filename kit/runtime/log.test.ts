import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pino } from 'pino'
import { smallDisk } from '../testing/faults/full-disk.ts'
import { logFile } from './log.ts'

test('a full disk under the log file fails nobody who writes a line, and the lines follow when it is over', t => {
  const disk = smallDisk(t, 1_048_576)
  if (!disk) return
  const file = join(disk.folder, 'vigie.log')
  const log = pino({ base: null }, logFile(file))
  log.info('before')
  disk.fill()
  for (let line = 0; line < 100; line++) log.info({ line }, 'while it is full'.padEnd(200, '.'))
  disk.free()
  log.info('after')
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const texts = lines.map(line => String(JSON.parse(line).msg).replaceAll('.', ''))
  assert.deepEqual(texts, ['before', ...Array(100).fill('while it is full'), 'after'])
})
