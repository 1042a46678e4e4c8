import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { lintStack } from '../../services/functions/stack/lint-stack.ts'
import { readStack } from '../../services/functions/stack/read-stack.ts'

const folder = import.meta.dirname
const stack = readStack([join(folder, 'stack.yml')], {})

test('the stack for OpenFaaS has only keys and annotations that OpenFaaS reads, or that it is known to ignore', () => {
  assert.deepEqual(stack.findings, [])
  // What its handlers do is another matter: they are looked at where they are.
  const codes = lintStack(stack, Date.now())
    .filter(({ severity, file }) => severity !== 'note' && file.endsWith('stack.yml'))
    .map(({ message }) => message.code)
  assert.deepEqual(codes, [])
})

test('both languages tell the same of it', () => {
  const rows = (file: string) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter(line => line.startsWith('|')).length
  assert.equal(rows('README.md'), rows('README.fr.md'))
})
