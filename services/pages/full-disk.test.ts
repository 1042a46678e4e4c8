import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ComponentChanged } from '../../contracts/incidents/incidents.ts'
import { fact } from '../../kit/service/event.ts'
import { smallDisk } from '../../kit/testing/faults/full-disk.ts'
import { testHost } from '../../kit/testing/host.ts'
import { until } from '../../kit/testing/until.ts'
import { pages } from './service.ts'

const mebibyte = 1_048_576
const api = {
  ...{ id: 'c1', slug: 'api', name: 'API', group: null, critical: true, status: 'operational' as const },
  ...{ since: '2026-01-01T00:00:00.000Z', origin: 'file' as const, depends_on: [], position: 0, place: null },
  ...{ suspected: null, archived: false, revision: 1 },
}
type Tables = { outbox: { id: string; type: string; source: string; subject: string; time: string; data: string } }

test('while nothing can be stored the page, badge and API say that nothing is known, and since when', async t => {
  const disk = smallDisk(t, 8 * mebibyte)
  if (!disk) return
  const { host, tell, inject } = await testHost(t, { services: [pages], data: join(disk.folder, 'data') })
  await tell('pages', fact(ComponentChanged, 'c1', api))
  const shown = async (path: string) => (await inject('GET', path)).body
  const file = join(disk.folder, 'data', 'public', 'index.html')
  const inFile = () => (existsSync(file) ? readFileSync(file, 'utf8') : '')
  await until('all is well', async () => /All systems operational/.test(await shown('/')))
  await until('all is well in the file', () => /All systems operational/.test(inFile()))

  disk.fill()
  const store = host.store('pages')
  const large = { id: 'x', type: 'x', source: 'x', subject: 'x', time: 'x', data: 'x'.repeat(mebibyte) }
  const write = () => store.transaction(() => store.query<Tables>().insertInto('outbox').values(large).execute())
  await assert.rejects(write(), /the disk is full/)
  await until('the page knows nothing', async () => /The state of our services is unknown/.test(await shown('/')))
  const since = new Date(store.condition().since).toISOString()
  assert.match(await shown('/'), new RegExp(`Since <time datetime="${since}">[^<]+</time> nothing can be stored here`))
  const french = new RegExp(`Depuis <time datetime="${since}">[^<]+</time> rien ne peut`)
  await until('so does the French one', async () => french.test(await shown('/fr/')))
  await until('and the badge', async () => /unknown/i.test(await shown('/badge/api.svg')))
  const described = async () => JSON.parse(await shown('/api/v2/status.json')).status.description
  await until('and programs', async () => /last known; the state of API is unknown/.test(await described()))
  await until('no file says that all is well', () => !/All systems operational/.test(inFile()))

  disk.free()
  await until('all is well again', async () => /All systems operational/.test(await shown('/')))
  await until('and in the file', () => /All systems operational/.test(inFile()))
  await write()
})
