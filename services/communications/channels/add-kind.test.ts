import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { TestChannel } from '../../../contracts/communications/communications.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { startLocalServer } from '../../../kit/testing/local-server.ts'

const root = join(import.meta.dirname, '../../..')

/** The code blocks of the first change that CONTRIBUTING.md leads through, in order. */
function firstChange(): string[] {
  const [, chapter = ''] = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split(
    '## Your first change in ten minutes',
  )
  return [...chapter.matchAll(/^ {3}```ts\n([\s\S]*?)^ {3}```$/gm)].map(([, code = '']) =>
    code.replaceAll(/^ {3}/gm, ''),
  )
}

test('a channel is added by its file and one line, as CONTRIBUTING.md says: a message arrives, and the contract holds for it', async t => {
  const [file = '', line = ''] = firstChange()
  const copy = mkdtempSync(join(tmpdir(), 'vigie-channel-'))
  t.after(() => rmSync(copy, { recursive: true }))
  for (const name of ['kit', 'contracts', 'web', 'node_modules', 'package.json'])
    symlinkSync(join(root, name), join(copy, name))
  const folder = join(copy, 'services/communications')
  cpSync(join(root, 'services/communications'), folder, { recursive: true })
  writeFileSync(join(folder, 'channels/rocket-chat.ts'), file)
  writeFileSync(join(folder, 'channels/index.ts'), line, { flag: 'a' })

  const { communications } = await import(join(folder, 'service.ts'))
  const bodies: string[] = []
  const peer = await startLocalServer(({ body }) => {
    bodies.push(body)
    return { body: '{"success":true}' }
  })
  t.after(peer.stop)
  const settings = { kind: 'rocket-chat', url: `http://127.0.0.1:${peer.port}/hooks/1` }
  const notifications = [{ name: 'team', enabled: true, timeout: 10, give_up_after: 60, ...settings }]
  const { call } = await testHost(t, { services: [communications], config: { notifications } })
  const { outcome, error } = await call(TestChannel, { params: { name: 'team' } })
  assert.deepEqual([outcome, error], ['delivered', null])
  assert.match(bodies.join(), /"text":".+"/)

  const contract = join(folder, 'channels/channels.test.ts')
  const output = execFileSync(
    process.execPath,
    ['--test', '--test-reporter=tap', '--test-name-pattern=rocket-chat', contract],
    { cwd: copy, encoding: 'utf8', env: { ...process.env, NODE_TEST_CONTEXT: undefined } },
  )
  assert.match(output, /# Subtest: rocket-chat/)
  assert.match(output, /# fail 0/)
})
