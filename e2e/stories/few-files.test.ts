import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { startVigie } from '../../kit/testing/process.ts'
import { startTarget } from '../../kit/testing/target.ts'
import { until } from '../../kit/testing/until.ts'

type Results = { readonly items: readonly { readonly at: string; readonly state: string }[] }

test('where few files may be open, whoever opens connections does not blind the lookout', async t => {
  if (!existsSync('/usr/bin/prlimit')) return t.skip('prlimit (util-linux) is not on this machine')
  const target = await startTarget()
  t.after(() => target.stop())
  const config = `services: [{ name: API, url: "${target.url}/", interval: 1 }]\nmonitoring: { failure_threshold: 1 }\n`
  const vigie = await startVigie({ config, through: ['prlimit', '--nofile=320:320'] })
  t.after(() => vigie.remove())
  const sockets: Socket[] = []
  t.after(() => {
    for (const socket of sockets) socket.destroy()
  })
  for (let count = 0; count < 600; count++) {
    const socket = connect(vigie.port, '127.0.0.1').on('error', () => undefined)
    sockets.push(socket)
    await new Promise(resolve => socket.once('connect', resolve).once('close', resolve))
  }
  const begun = new Date().toISOString()
  const seen = async (): Promise<Results['items']> => {
    // Those that are open have nothing to say, and give way to whoever comes.
    const { items } = await vigie.get<{ items: readonly { id: string }[] }>('/api/v1/checks')
    const { items: results } = await vigie.get<Results>(`/api/v1/checks/${items[0]?.id}/results?limit=50`)
    return results.filter(({ at }) => at > begun)
  }
  await until('it has looked five times', async () => (await seen().catch(() => [])).length >= 5)
  assert.deepEqual([...new Set((await seen()).map(({ state }) => state))], ['up'])
  assert.doesNotMatch(vigie.output(), /EMFILE|"kind":"step"|Lookout is down/)
})

test('a program that may open next to nothing says so and ends', async t => {
  if (!existsSync('/usr/bin/prlimit')) return t.skip('prlimit (util-linux) is not on this machine')
  await assert.rejects(
    startVigie({ through: ['prlimit', '--nofile=64:64'] }),
    /too many files are open: \S+ cannot be opened \(see ulimit -n\)/,
  )
})

test('a log file that is a folder is told in plain words', async () => {
  await assert.rejects(
    startVigie({ config: 'logging: { file: data }\n', fill: async folder => mkdirSync(join(folder, 'data')) }),
    failure => {
      assert.match(String(failure), /data is a folder where a file should be/)
      assert.doesNotMatch(String(failure), /^\s+at .*node:internal/m)
      return true
    },
  )
})
