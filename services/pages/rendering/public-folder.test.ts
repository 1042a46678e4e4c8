import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileOf, readPublicFolder, writePublicFile } from './public-folder.ts'

test('an address has a file that a web server finds', () => {
  assert.equal(fileOf('/'), 'index.html')
  assert.equal(fileOf('/fr/'), 'fr/index.html')
  assert.equal(fileOf('/history'), 'history.html')
  assert.equal(fileOf('/fr/feed.atom'), 'fr/feed.atom')
  assert.equal(fileOf('/badge/api.v2.svg'), 'badge/api.v2.svg')
  assert.equal(fileOf('/fr/incidents/INC-20261121-124957'), 'fr/incidents/INC-20261121-124957.html')
})

for (const address of [
  '/../../etc/passwd',
  '/incidents/..',
  '/incidents/%2e%2e',
  '/a b',
  '/.hidden',
  '/a\\b',
  '/a/./b',
  '/a//b',
]) {
  test(`${address} has no file`, () => assert.equal(fileOf(address), null))
}

test('what was written is read again, under the address it had, but for the many that the store has', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-pages-'))
  t.after(() => rm(folder, { recursive: true }))
  const addresses = ['/', '/fr/', '/history', '/feed.atom', '/fr/feed.atom', '/api/v2/summary.json']
  for (const address of [...addresses, '/incidents/INC-1', '/fr/history/2026-08', '/badge/api.svg']) {
    await writePublicFile(folder, fileOf(address) ?? '', Buffer.from(`page ${address}`))
  }
  await writeFile(join(folder, 'index.html.tmp'), 'half a pa')
  const pages = await readPublicFolder(folder)
  assert.deepEqual(
    new Map([...pages].map(([address, bytes]) => [address, bytes.toString()])),
    new Map(addresses.map(address => [address, `page ${address}`])),
  )
})

test('a folder that is not there is an empty one', async t => {
  const folder = join(await mkdtemp(join(tmpdir(), 'vigie-pages-')), 'public')
  t.after(() => rm(folder, { recursive: true }))
  assert.equal((await readPublicFolder(folder)).size, 0)
})
