import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { documentOf } from '../testing/sample.ts'
import { ResponseSamples } from './response-samples.ts'

const at = Date.parse('2026-05-04T12:00:00Z')
const dayMs = 86_400_000

async function folderOf(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-captures-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const files = async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .sort()
  }
  const size = async () =>
    (await Promise.all((await files()).map(file => stat(file)))).reduce((sum, one) => sum + one.size, 0)
  return { captures: new ResponseSamples(folder), folder, files, size }
}

const noise = (bytes: number) => ({ ...documentOf(''), body: randomBytes(bytes) })

test('what came is kept as it came, once', async t => {
  const { captures, folder, files } = await folderOf(t)
  for (const minute of [0, 1, 2])
    await captures.keep('polaris', [documentOf('{"a":1}', 'application/json')], at + minute * 60_000)
  const kept = await files()
  assert.deepEqual(kept, [join(folder, 'polaris', '2026-05-04T12-00-00-000Z-0.json.gz')])
  assert.equal(gunzipSync(await readFile(kept[0]!)).toString(), '{"a":1}')
})

test('one provider takes 4 MiB, all together 32 MiB, the newest stay', async t => {
  const { captures, files, size } = await folderOf(t)
  for (let index = 0; index < 6; index++) await captures.keep('polaris', [noise(1_000_000)], at + index)
  assert.equal((await files()).length, 4)
  assert.match((await files()).at(-1)!, /-005Z-0/)
  for (let index = 0; index < 10; index++) await captures.keep(`p${index}`, [noise(4_000_000)], at + 100 + index)
  assert.ok((await size()) <= 32 * 1_048_576)
  assert.ok((await files()).some(file => file.includes('p9')))
  assert.ok(!(await files()).some(file => file.includes('polaris')))
})

test('after 90 days it goes', async t => {
  const { captures, files } = await folderOf(t)
  await captures.keep('polaris', [documentOf('old')], at)
  await captures.keep('vega', [documentOf('new')], at + 91 * dayMs)
  assert.equal((await files()).length, 1)
})
