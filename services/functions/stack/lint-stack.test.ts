import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { inEnglish } from '../../../contracts/messages/words.ts'
import { envsubst } from './envsubst.ts'
import { lintStack } from './lint-stack.ts'
import { readStack } from './read-stack.ts'

const now = Date.parse('2026-12-01T00:00:00Z')
const folders: string[] = []
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

const goodHandler = "module.exports = async (event, context) => context.status(200).succeed('ok')\n"

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** `line severity code` of all findings. */
function lint(stack: string, files: Readonly<Record<string, string>> = { 'one/handler.js': goodHandler }): string[] {
  const folder = folderWith({ 'stack.yml': stack, ...files })
  const findings = lintStack(readStack([join(folder, 'stack.yml')], { ZONE: 'Europe/Paris' }), now)
  for (const { message, mend } of findings) assert.ok(inEnglish(message) !== '' && inEnglish(mend) !== '')
  return findings.map(
    ({ line, severity, message }) => `${line} ${severity} ${message.code.replace('functions.lint.', '')}`,
  )
}

const head = 'provider:\n  name: openfaas\nfunctions:\n  one:\n    lang: node22\n    handler: ./one\n'

describe('the linter of stacks', () => {
  test('says nothing about a stack that does on OpenFaaS what it says', () => {
    assert.deepEqual(lint(head), [])
    assert.deepEqual(
      lint(`${head}    annotations:\n      topic: cron-function\n      schedule: "CRON_TZ=\${ZONE} 0 8 * * *"\n`),
      [],
    )
  })

  test('finds schedules that never fire: no topic, another topic, an annotation that nobody reads, a key beside them', () => {
    const annotated = (lines: string) => lint(`${head}    annotations:\n${lines}`)
    assert.deepEqual(annotated('      schedule: "*/5 * * * *"\n'), ['4 error no-topic'])
    assert.deepEqual(annotated('      topic: orders.import\n      schedule: "*/5 * * * *"\n'), ['4 error other-topic'])
    assert.deepEqual(annotated('      com.openfaas.schedule: "0 8 * * *"\n'), ['4 warning unknown-annotation'])
    assert.deepEqual(lint(`${head}    schedule: "0 8 * * *"\n`), ['7 warning unknown-key'])
    assert.deepEqual(lint(`${head}    topics:\n      - orders.import\n`), ['7 warning unknown-key'])
    assert.deepEqual(annotated('      topic: cron-function\n'), ['4 error no-schedule'])
  })

  test('finds our own annotations that nobody reads, and values that would be another one without a word', () => {
    const annotated = (lines: string) => lint(`${head}    annotations:\n${lines}`)
    assert.deepEqual(annotated('      vigie.overlap: sometimes\n'), ['4 warning own-word'])
    assert.deepEqual(annotated('      vigie.grace: soon\n'), ['4 warning own-duration'])
    assert.deepEqual(annotated('      vigie.overlaps: skip\n'), ['4 warning own-unknown'])
    assert.deepEqual(annotated('      vigie.overlap: skip\n      vigie.grace: 5m\n      vigie.public: "true"\n'), [])
  })

  test('finds expressions that cannot be read, never come, or name an hour of no zone', () => {
    const scheduled = (schedule: string) =>
      lint(`${head}    annotations:\n      topic: cron-function\n      schedule: "${schedule}"\n`)
    assert.deepEqual(scheduled('0 8 * *'), ['4 error bad-cron'])
    assert.deepEqual(scheduled('0 25 * * *'), ['4 error bad-cron'])
    assert.deepEqual(scheduled('CRON_TZ=Europe/Pairs 0 8 * * *'), ['4 error bad-cron'])
    assert.deepEqual(scheduled('CRON_TZ=UTC 0 8 31 2 *'), ['4 error never'])
    assert.deepEqual(scheduled('0 8 * * *'), ['4 warning utc'])
    assert.deepEqual(scheduled('*/10 * * * *'), [])
    assert.deepEqual(scheduled('TZ=UTC 0 8 * * *; CRON_TZ=UTC 0 9 * * *'), ['4 note several-schedules'])
  })

  test('finds secrets in the stack and in the code, and trust in any server', () => {
    assert.deepEqual(lint(`${head}    environment:\n      SFTP_PASS: hunter22\n      SFTP_HOST: example\n`), [
      '4 error secret',
    ])
    assert.deepEqual(lint(`${head}    environment:\n      PASSWORD_FILE: /var/openfaas/secrets/x\n`), [])
    const python =
      'import paramiko\nPASSWORD = "hunter22"\nclient.set_missing_host_key_policy(paramiko.AutoAddPolicy())\n'
    assert.deepEqual(lint(head.replace('node22', 'python3-http'), { 'one/handler.py': python }), [
      '2 error password',
      '3 warning host-key',
    ])
  })

  test('finds an error that is answered as a success, a throw, and an output that the next run overwrites', () => {
    const node = `const fs = require('fs')
module.exports = async (event, context) => {
  try {
    fs.writeFileSync('/depot/output.csv', event.body)
    if (event.body === '') throw new Error('empty')
  } catch (error) {
    return { status: 'error', message: error.message }
  }
}
`
    assert.deepEqual(lint(head, { 'one/handler.js': node }), ['4 warning fixed-output', '6 warning success'])
    const python = `def handle(event, context):
    try:
        work()
    except Exception as e:
        return {"status": "error", "message": str(e)}
    except ValueError as e:
        return {"statusCode": 500, "body": str(e)}
`
    assert.deepEqual(lint(head.replace('node22', 'python3-http'), { 'one/handler.py': python }), ['4 warning success'])
    const thrown = "module.exports = async () => {\n  throw new Error('no')\n}\n"
    assert.deepEqual(lint(head, { 'one/handler.js': thrown }), ['2 note throw'])
  })

  test('names the line of what cannot be deployed: no folder, no handler, bad name, other provider, wrong types, described twice', () => {
    assert.deepEqual(lint(head, {}), ['4 error no-folder'])
    assert.deepEqual(lint(head, { 'one/other.js': '' }), ['4 error no-handler-file'])
    assert.deepEqual(lint(head.replace('  one:', '  One_1:')), ['4 error name'])
    assert.deepEqual(lint(head.replace('openfaas', 'faas')), ['1 error provider'])
    assert.deepEqual(lint('provider: { name: openfaas }\n'), ['1 error no-functions'])
    assert.deepEqual(lint(`${head}    environment: [1]\n`), ['7 error no-mapping'])
    assert.deepEqual(lint(`${head}    secrets: sftp\n`), ['7 error no-list'])
    assert.deepEqual(lint(`${head}    environment_file: [missing.yml]\n`), ['7 error no-environment-file'])
    assert.deepEqual(lint(head.replace('node22', 'rust')), ['4 note language'])
    const folder = folderWith({ 'a.yml': head, 'b.yml': head, 'one/handler.js': goodHandler })
    const { functions, findings } = readStack([join(folder, 'a.yml'), join(folder, 'b.yml')], {})
    assert.equal(functions.length, 1)
    assert.deepEqual(
      findings.map(({ message }) => message.code),
      ['functions.lint.twice'],
    )
  })

  test('an environment file wins over what stands in the stack, a later one over an earlier one', () => {
    const folder = folderWith({
      'stack.yml': `${head}    environment: { A: 1, B: 2, C: 3 }\n    environment_file: [x.yml, y.yml]\n`,
      'x.yml': 'environment:\n  B: x\n  C: x\n',
      'y.yml': 'environment:\n  C: y\n',
    })
    const { functions } = readStack([join(folder, 'stack.yml')], {})
    assert.deepEqual(functions[0]?.environment, { A: '1', B: 'x', C: 'y' })
  })

  test('variables are replaced before the file is read, as faas-cli does', () => {
    const variables = { A: 'a', EMPTY: '' }
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what people write
    const text = '${A} ${NONE} ${NONE:-d} ${EMPTY:-d} ${EMPTY-d} $A {A}'
    assert.equal(envsubst(text, variables), 'a  d d  $A {A}')
  })

  test('whatever a stack and a handler hold, it is read to its end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 300 }), (yaml, code) => {
        const folder = folderWith({ 'stack.yml': head + yaml, 'one/handler.js': code })
        lintStack(readStack([join(folder, 'stack.yml')], {}), now)
      }),
      { numRuns: 150 },
    )
  })
})
