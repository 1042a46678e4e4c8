import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { inEnglish } from '../../../contracts/messages/words.ts'
import { plainText } from '../../../kit/messages/message.ts'
import { runVigie } from '../../../kit/testing/run-vigie.ts'
import { readFlagFile } from './read-flag-file.ts'

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-flags-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const mistaken = `{
  "$evaluators": { "vip": { "==": [{ "var": "plan" }, "pro"] } },
  "flags": {
    "checkout": {
      "state": "ENABLED",
      "variants": {
        "on": true,
        "dark mode": "a text"
      },
      "defaultVariant": "of",
      "targeting": { "if": [
        { "$ref": "vipp" }, "on", null
      ] }
    },
    "search": { "state": "ON", "variants": { "on": true } }
  }
}`

test('each mistake in a file of flags has its line, its place and what would be right', t => {
  const file = join(folderOf(t), 'flags.json')
  writeFileSync(file, mistaken)
  assert.deepEqual(
    readFlagFile(file).problems.map(({ line, message }) => `${line}: ${inEnglish(message)}`),
    [
      '8: flags.checkout.variants["dark mode"] is of type string, and "on" is of type boolean; all must be of one type',
      '10: flags.checkout.defaultVariant "of" is not among the variants; did you mean "on"?',
      '15: flags.search.state is "ON"; it must be "ENABLED" or "DISABLED"',
    ],
  )
  const list = mistaken.replace('"flags": {', '"flags": [').replace('"checkout": {', '{ "key": "checkout",')
  writeFileSync(file, list.replace('"search": {', '{').replace(/\}\n\}$/, ']\n}'))
  const [first, ...others] = readFlagFile(file).problems
  assert.deepEqual([first?.line, others.at(-1)?.line], [8, 15])
  assert.match(inEnglish(others.at(-1)?.message ?? plainText('')), /^flags\[1\]\.state/)
})

test('a flag that will fail is a warning with the line of the operation', t => {
  const file = join(folderOf(t), 'flags.json')
  writeFileSync(file, mistaken.replace('"a text"', 'false').replace('"of"', '"on"').replace('"ON"', '"ENABLED"'))
  const { read, problems } = readFlagFile(file)
  assert.ok(read)
  const message =
    'flags.checkout.targeting.if[0].$ref refers to "vipp", which is not among $evaluators; did you mean "vip"?'
  assert.deepEqual(
    problems.map(problem => ({ ...problem, message: inEnglish(problem.message) })),
    [{ line: 12, message, severity: 'warning' }],
  )
})

test('vigie validate reads the file of flags too', async t => {
  const folder = folderOf(t)
  writeFileSync(join(folder, 'vigie.yaml'), 'language: en\nflags:\n  file: flags.json\n')
  const validate = () => runVigie(folder, ['validate'])
  const missing = await validate()
  assert.deepEqual([missing.code, /vigie\.yaml:3: flags\.json: cannot be read/.test(missing.output)], [1, true])
  writeFileSync(join(folder, 'flags.json'), mistaken)
  const wrong = await validate()
  assert.equal(wrong.code, 1)
  assert.match(wrong.output, /^vigie\.yaml:3: flags\.json:10: flags\.checkout\.defaultVariant "of" is not among/m)
  assert.equal(wrong.output.trim().split('\n').length, 3, wrong.output)
  writeFileSync(join(folder, 'flags.json'), '{ "flags": {} }')
  const right = await validate()
  assert.deepEqual([right.code, /vigie\.yaml is sound/.test(right.output)], [0, true])
})
