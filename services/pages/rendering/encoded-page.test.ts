import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { encodePage, replyWith } from './encoded-page.ts'

const text = 'bars '.repeat(200)
const document = await encodePage(Buffer.from(text), { 'content-type': 'text/html; charset=utf-8' })
const asked = (headers: Record<string, string>) => replyWith(document, headers)
const encoding = (accepted: string) => asked({ 'accept-encoding': accepted }).headers['content-encoding'] ?? 'none'

test('the same text comes in the encoding that the reader takes, each with a strong tag of its own', () => {
  const plain = asked({})
  const zipped = asked({ 'accept-encoding': 'gzip, deflate' })
  const brotli = asked({ 'accept-encoding': 'gzip, deflate, br, zstd' })
  assert.equal(plain.body.toString(), text)
  assert.equal(gunzipSync(zipped.body as Buffer).toString(), text)
  assert.equal(brotliDecompressSync(brotli.body as Buffer).toString(), text)
  const tags = [plain, zipped, brotli].map(reply => reply.headers.etag)
  assert.equal(new Set(tags).size, 3)
  for (const tag of tags) assert.match(String(tag), /^"[\w-]+"$/)
  assert.equal(brotli.headers.vary, 'accept-encoding')
  assert.equal(brotli.headers['cache-control'], 'max-age=0, stale-while-revalidate=1')
})

test('an encoding with weight 0 is refused', () => {
  assert.equal(encoding('br;q=0, gzip'), 'gzip')
  assert.equal(encoding('br; q=0.0, gzip;q=0'), 'none')
  assert.equal(encoding('br;q=0.5'), 'br')
  assert.equal(encoding('BR'), 'br')
  assert.equal(encoding('abr, x-gzip'), 'none')
  assert.equal(encoding('*'), 'none')
})

test('who has this text already is told so, in whatever encoding they have it', () => {
  const etag = String(asked({ 'accept-encoding': 'br' }).headers.etag)
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const reply = asked({ 'accept-encoding': 'gzip', 'if-none-match': known })
    assert.equal(reply.status, 304, known)
    assert.equal(reply.body, '')
    assert.match(String(reply.headers.etag), /^"[\w-]+-gzip"$/)
  }
  assert.equal(asked({ 'if-none-match': '"other"' }).status, 200)
})

test('a page that does not exist is never "not modified"', async () => {
  const missing = await encodePage(Buffer.from(text), {}, 404)
  assert.equal(replyWith(missing, { 'if-none-match': '*' }).status, 404)
})
