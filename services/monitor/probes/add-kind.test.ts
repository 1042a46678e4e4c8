import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { CreateCheck, ListCheckKinds, RunCheck } from '../../../contracts/monitor/monitor.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { roughServer } from './testing/rough-server.ts'

const root = join(import.meta.dirname, '../../..')

/** As CONTRIBUTING.md describes it: a file of its own. */
const banner = `import { Socket } from 'node:net'
import { Type } from 'typebox'
import { openConnection } from './connection/connection.ts'
import { attempt, up } from './kind/attempt.ts'
import { hostPort } from './kind/format.ts'
import { defineCheckKind } from './kind/kind.ts'
import { familyOf, Host, hostProblems, IpVersion, Port } from './kind/settings.ts'

export const banner = defineCheckKind({
  kind: 'banner',
  summary: 'Waits for what a server says first.',
  schema: Type.Object({ host: Host, port: Port(), ip_version: IpVersion }, { additionalProperties: false }),
  address: ({ host, port }) => hostPort(host, port),
  problems: hostProblems,
  probe: ({ host, port, ip_version }, context) =>
    attempt(context, async running => {
      const socket = await openConnection(running, { host, port, family: familyOf(ip_version), tls: null })
      if (!(socket instanceof Socket)) return socket
      return new Promise(resolve => socket.once('data', () => resolve(up)))
    }),
})
`

test('a kind of check is added by its file and one edited line: the API takes it, it is probed, and the contract holds for it', async t => {
  const copy = mkdtempSync(join(tmpdir(), 'vigie-kind-'))
  t.after(() => rmSync(copy, { recursive: true }))
  for (const name of ['kit', 'contracts', 'web', 'node_modules', 'package.json'])
    symlinkSync(join(root, name), join(copy, name))
  const folder = join(copy, 'services/monitor')
  cpSync(join(root, 'services/monitor'), folder, { recursive: true })
  writeFileSync(join(folder, 'probes/banner.ts'), banner)
  const list = join(folder, 'probes/index.ts')
  const before = readFileSync(list, 'utf8')
  const after = before.replace('CheckKind[] = [', 'CheckKind[] = [banner, ')
  assert.equal(before.split('\n').filter(line => !after.split('\n').includes(line)).length, 1)
  writeFileSync(list, `import { banner } from './banner.ts'\n${after}`)

  const { monitor } = await import(join(folder, 'service.ts'))
  const target = await roughServer(socket => socket.end('220 ready'), { until: '' })
  t.after(() => target.stop())
  const { call } = await testHost(t, { services: [monitor] })
  const { items } = await call(ListCheckKinds)
  assert.ok(items.some(({ kind }) => kind === 'banner'))
  const body = { name: 'Port', kind: 'banner', host: '127.0.0.1', port: target.port }
  const { id } = await call(CreateCheck, { body })
  assert.equal((await call(RunCheck, { params: { id } })).state, 'up')

  const contract = join(folder, 'probes/kinds.test.ts')
  const output = execFileSync(
    process.execPath,
    ['--test', '--test-reporter=tap', '--test-name-pattern=banner', contract],
    {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    },
  )
  assert.match(output, /# Subtest: banner/)
  assert.match(output, /# fail 0/)
})
