import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { pino } from 'pino'
import { createHttp } from '../server.ts'
import { mountGuide } from './guide-routes.ts'

const folder = mkdtempSync(join(tmpdir(), 'vigie-guide-'))
after(() => rmSync(folder, { recursive: true }))
mkdirSync(join(folder, 'fr'))
mkdirSync(join(folder, 'assets'))
writeFileSync(join(folder, 'index.html'), 'en')
writeFileSync(join(folder, 'index.html.br'), brotliCompressSync('en'))
writeFileSync(join(folder, 'checks.html'), 'checks')
writeFileSync(join(folder, 'fr.html'), 'fr')
writeFileSync(join(folder, 'fr', 'checks.html'), 'contrôles')
writeFileSync(join(folder, 'assets', 'guide-0.css'), 'a {}')

const app = createHttp(pino({ enabled: false }))
mountGuide(app, folder)
const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })

test('each page of the guide is found at its address, in both languages', async () => {
  for (const [path, body] of [
    ['/docs', 'en'],
    ['/docs/', 'en'],
    ['/docs/checks', 'checks'],
    ['/docs/fr', 'fr'],
    ['/docs/fr/', 'fr'],
    ['/docs/fr/checks', 'contrôles'],
  ] as const) {
    const answer = await get(path)
    assert.equal(answer.statusCode, 200, path)
    assert.equal(answer.body, body, path)
  }
})

test('what is no page is not found, also outside of the folder', async () => {
  for (const path of [
    '/docs/nothing',
    '/docs/fr/nothing',
    '/docs/a/b/c',
    '/docs/..%2f..%2fpackage',
    '/docs/assets/%2e%2e%2findex.html',
  ]) {
    assert.equal((await get(path)).statusCode, 404, path)
  }
})

test('a page comes packed, with a policy that allows styles alone, and briefly when nothing changed', async () => {
  const answer = await get('/docs', { 'accept-encoding': 'br' })
  assert.equal(answer.headers['content-encoding'], 'br')
  assert.match(String(answer.headers['content-security-policy']), /^default-src 'none'; style-src 'self';/)
  assert.doesNotMatch(String(answer.headers['content-security-policy']), /script|unsafe/)
  const again = await get('/docs', { 'accept-encoding': 'br', 'if-none-match': String(answer.headers.etag) })
  assert.equal(again.statusCode, 304)
  assert.match(String((await get('/docs/assets/guide-0.css')).headers['cache-control']), /immutable/)
})

test('where nothing is built yet, the page says what to do', async () => {
  const empty = createHttp(pino({ enabled: false }))
  mountGuide(empty, join(folder, 'nothing'))
  const answer = await empty.inject({ url: '/docs' })
  assert.equal(answer.statusCode, 503)
  assert.match(answer.body, /npm start/)
})
