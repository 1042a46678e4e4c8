import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'vigie-runner-'))
after(() => rmSync(folder, { recursive: true }))

function run(body: string, CI = '', limits: Readonly<Record<string, string>> = {}) {
  const file = join(folder, 'some.test.ts')
  writeFileSync(file, `import { test } from 'node:test'\n${body}\n`)
  const { NODE_TEST_CONTEXT: _ours, ...env } = process.env
  const runner = join(import.meta.dirname, 'test.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [runner, file], {
    encoding: 'utf8',
    env: { ...env, CI, ...limits },
  })
  return { status, stderr, lines: stdout.trimEnd().split('\n') }
}

test('the counts of the runner are the last lines, after the list of what was skipped', () => {
  const { status, lines } = run("test('a', () => {})\ntest('b', { skip: 'missing frobnicator' }, () => {})")
  assert.equal(status, 0)
  const skipped = lines.findIndex(line => line.includes('skipped') && line.endsWith('"b": missing frobnicator'))
  const counts = lines.findIndex(line => line.endsWith('tests 2'))
  assert.ok(skipped > 0 && skipped < counts, lines.join('\n'))
  assert.match(lines.at(-1) ?? '', /duration_ms/)
})

test('a failing test, and a file that cannot be loaded, fail the run', () => {
  assert.equal(run("test('a', () => { throw new Error('no') })").status, 1)
  assert.equal(run("throw new Error('no')").status, 1)
})

test('a file that stays open after its last test fails the run and does not hold it', () => {
  const open = "import { createServer } from 'node:http'\ntest('a', () => { createServer().listen(0, '127.0.0.1') })"
  const { status, lines } = run(open, '', { VIGIE_TEST_OPEN_MS: '500' })
  assert.equal(status, 1)
  assert.ok(
    lines.some(line => /stays open after its last test: .*TCPServerWrap/.test(line)),
    lines.join('\n'),
  )
})

test('in CI a test that was skipped for want of a tool fails the run, one for want of shared data does not', () => {
  const tool = run("test('a', { skip: 'missing frobnicator' }, () => {})", 'true')
  assert.equal(tool.status, 1)
  assert.ok(tool.lines.some(line => /NOT ALLOWED IN CI.*frobnicator/.test(line)))
  assert.equal(run("test('a', { skip: 'missing ../shared/data/x' }, () => {})", 'true').status, 0)
})

test('a path that does not exist is not an empty success', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'test.js'), 'no/such/folder'], {
    encoding: 'utf8',
  })
  assert.equal(status, 1)
  assert.match(stderr, /no such file or folder/)
})
