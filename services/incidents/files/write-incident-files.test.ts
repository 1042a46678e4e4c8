import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { CreateIncident, type Incident } from '../../../contracts/incidents/incidents.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { incidentsHost } from '../testing/incidents-host.ts'
import { at, defined, refused, signal } from '../testing/signals.ts'

const sqlite = { host: testHost }
const up = (s: number) => signal({ state: 'up', sequence: 2, started_at: at(0), observed_at: at(s) })
const name = 'API_Production_20260105_080000.json'

type File = Incident & { readonly service: string }
async function read(directory: string, file: string): Promise<File | null> {
  try {
    return JSON.parse(await readFile(join(directory, file), 'utf8'))
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
}
const files = async (directory: string) => (await readdir(directory)).filter(file => file.endsWith('.json')).sort()

onBothEngines('Every incident has a file', engine => {
  test('the file says what failed and is current until the incident is over', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    await host.hear(signal({ evidence: refused('HTTP 503 instead of 200', 503) }))
    const file = () => read(host.directory, name)
    await host.until('the file is there', async () => (await file()) !== null)
    const written = await file()
    assert.deepEqual(
      [written?.service, written?.url, written?.error, written?.http_code, written?.status],
      ['API Production', 'https://api.example.test/health', 'HTTP 503 instead of 200', 503, 'investigating'],
    )
    await host.hear(up(45))
    await host.until('the file is current', async () => (await file())?.status === 'resolved')
    const { service: _, ...incident } = (await file()) ?? ({} as File)
    assert.deepEqual(incident, (await host.all())[0])
    assert.deepEqual(await files(host.directory), [name])
  })
})

test('incidents of one second and one name have files of their own', async t => {
  const host = await incidentsHost(t, sqlite)
  const body = { title: '../Été: x', impact: 'minor' } as const
  for (let time = 0; time < 3; time += 1) await host?.call(CreateIncident, { body })
  await host?.until('all are written', async () => (await files(host.directory)).length === 3)
  assert.deepEqual(await files(host?.directory ?? ''), [
    '___Été__x_20260105_080000.json',
    '___Été__x_20260105_080000_2.json',
    '___Été__x_20260105_080000_3.json',
  ])
})

test('a file of that name from elsewhere is left alone', async t => {
  const host = await incidentsHost(t, sqlite)
  assert.ok(host)
  await host.define(defined())
  await writeFile(join(host.directory, name), '{"id": "from an older installation"}')
  await host.hear(signal())
  const second = name.replace('.json', '_2.json')
  await host.until('it got another name', async () => (await read(host.directory, second)) !== null)
  await host.hear(up(45))
  await host.until('which it keeps', async () => (await read(host.directory, second))?.status === 'resolved')
  assert.equal((await read(host.directory, name))?.id, 'from an older installation')
  assert.equal((await files(host.directory)).length, 2)
})

test('while files cannot be written incidents go on, and the files follow when they can be', async t => {
  const host = await incidentsHost(t, sqlite)
  assert.ok(host)
  // A file where the folder should be: also root, who runs tests in containers, cannot write there.
  await rm(host.directory, { recursive: true })
  await writeFile(host.directory, '')
  await host.define(defined())
  await host.hear(signal())
  assert.equal((await host.all()).length, 1)
  await host.clock.advance(5_000)
  await host.hear(up(45))
  assert.equal((await host.all())[0]?.status, 'resolved')
  await rm(host.directory)
  await host.until('written at a later try', async () => {
    await host.clock.advance(5_000)
    return (await read(host.directory, name).catch(() => null))?.status === 'resolved'
  })
})

test('a folder where one file should be keeps no other file waiting', async t => {
  const host = await incidentsHost(t, sqlite)
  assert.ok(host)
  await mkdir(join(host.directory, `${name}.tmp`))
  await host.define(defined())
  await host.hear(signal(), signal({ signal: 'check:web', component: 'web', episode: 'w' }))
  await host.until(
    'the other is written',
    async () => (await read(host.directory, 'Web_20260105_080000.json')) !== null,
  )
})

test('after a crash at any moment the files are current soon after the start', async t => {
  const host = await incidentsHost(t, sqlite)
  assert.ok(host)
  await host.define(defined())
  await host.hear(signal())
  await host.until('the file is there', async () => (await read(host.directory, name)) !== null)
  // The commit is there, the file is not: what a kill between the two leaves.
  const inTheWay = join(host.directory, `${name}.tmp`)
  await mkdir(inTheWay)
  await host.hear(up(45))
  const data = await host.crashed()
  await rm(inTheWay, { recursive: true })
  assert.equal((await read(host.directory, name))?.status, 'investigating')
  const next = await incidentsHost(t, sqlite, { data, directory: host.directory })
  await next?.until('current again', async () => (await read(host.directory, name))?.status === 'resolved')
  assert.deepEqual(await files(host.directory), [name])
})
