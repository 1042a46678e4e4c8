import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { catalogueFile } from './message-catalogues.ts'

test('every catalogue of messages enters the console as what its texts are parsed to, in whichever folder it lies', () => {
  const root = join(import.meta.dirname, '..', '..')
  const files = globSync('contracts/messages/*/**/*.ts', { cwd: root }).filter(
    file => !/\/(?:catalogue|tables)\.ts$|\/tables\//.test(file),
  )
  assert.ok(files.length > 20)
  assert.deepEqual(
    files.filter(file => !catalogueFile.test(`/${file}`)),
    [],
  )
})
