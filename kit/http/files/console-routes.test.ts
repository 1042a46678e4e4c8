import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { pino } from 'pino'
import { createHttp } from '../server.ts'
import { mountConsole } from './console-routes.ts'

const folder = mkdtempSync(join(tmpdir(), 'vigie-console-'))
after(() => rmSync(folder, { recursive: true }))
const script = 'console.log("here")\n'.repeat(40)
const page = '<!doctype html><title>Vigie</title>'
mkdirSync(join(folder, 'assets'))
writeFileSync(join(folder, 'index.html'), page)
writeFileSync(join(folder, 'secret.txt'), 'not for the browser')
writeFileSync(join(folder, 'assets', 'main-abc.js'), script)
writeFileSync(join(folder, 'assets', 'main-abc.js.br'), brotliCompressSync(script))
writeFileSync(join(folder, 'assets', 'main-abc.js.gz'), gzipSync(script))

const app = createHttp(pino({ enabled: false }))
mountConsole(app, folder)
const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })

test('every path of the console is its page, which is asked for anew and answered briefly when nothing changed', async () => {
  for (const path of [
    '/console',
    '/console/',
    '/console/incidents/INC-20261128-010203',
    '/console/checks/new?kind=tcp',
  ]) {
    const answer = await get(path)
    assert.equal(answer.statusCode, 200, path)
    assert.equal(answer.body, page)
    assert.equal(answer.headers['cache-control'], 'no-cache')
  }
  const { headers } = await get('/console')
  const unchanged = await get('/console', { 'if-none-match': String(headers.etag) })
  assert.equal(unchanged.statusCode, 304)
  assert.equal(unchanged.headers['content-security-policy'], headers['content-security-policy'])
})

test('the page may run its own script and nothing else, and nobody may frame it', async () => {
  const { headers } = await get('/console')
  const policy = String(headers['content-security-policy'])
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/)
  assert.match(policy, /frame-ancestors 'none'/)
  assert.doesNotMatch(policy, /unsafe/)
  assert.equal(headers['referrer-policy'], 'same-origin')
  assert.equal(headers['x-content-type-options'], 'nosniff')
})

test('what the page asks for comes packed as the browser takes it, and is kept for ever', async () => {
  for (const [takes, encoding] of [
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['', undefined],
  ] as const) {
    const answer = await get('/console/assets/main-abc.js', { 'accept-encoding': takes })
    assert.equal(answer.headers['content-encoding'], encoding, takes)
    assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.equal(answer.headers['content-type'], 'text/javascript; charset=utf-8')
    if (!encoding) assert.equal(answer.body, script)
  }
})

test('a file that is not there, and one that is not for the browser, is not found', async () => {
  for (const path of [
    '/console/assets/main-old.js',
    '/console/favicon.ico',
    '/console/secret.txt',
    '/console/assets/..%2Fsecret.txt',
    '/console/assets/main-abc.js.br',
  ]) {
    assert.equal((await get(path)).statusCode, 404, path)
  }
})

test('below a base path the page asks for everything below it, and is another page than at the root', async () => {
  const below = createHttp(pino({ enabled: false }), { base: '/status' })
  mountConsole(below, folder, '/status')
  const built = '<script src="/console/assets/main.js"></script><a href="#x"></a><link href="data:,">'
  writeFileSync(join(folder, 'index.html'), built)
  const { body, headers } = await below.inject({
    url: '/status/console/incidents',
    headers: { 'accept-encoding': 'br' },
  })
  assert.equal(body, built.replace('/console', '/status/console'))
  assert.notEqual(headers.etag, (await get('/console')).headers.etag)
})

test('before the console is built its page says how to build it', async () => {
  const empty = createHttp(pino({ enabled: false }))
  mountConsole(empty, join(folder, 'nothing'))
  const answer = await empty.inject({ url: '/console' })
  assert.equal(answer.statusCode, 503)
  assert.match(answer.body, /npm start/)
})
