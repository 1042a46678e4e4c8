import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '../runtime/log.ts'
import { Reply } from '../service/service.ts'
import { basePath } from './base-path.ts'
import { serveCachedReplies } from './cached-replies.ts'
import { createHttp } from './server.ts'

test('the path of public_url is the base path', () => {
  for (const [public_url, base] of [
    [undefined, ''],
    [null, ''],
    ['https://example.com', ''],
    ['https://example.com/', ''],
    ['https://example.com/status', '/status'],
    ['https://example.com/team/status/', '/team/status'],
    ['https://example.com/é tat', '/%C3%A9%20tat'],
    ['https://', ''],
  ] as const) {
    assert.equal(basePath(public_url), base, String(public_url))
  }
})

for (const [name, cached] of [
  ['a route', () => undefined],
  ['a reply that lies ready', (path: string) => new Reply(`GET ${path}`, {})],
] as const) {
  test(`${name} is found with the base path and without it`, async t => {
    const app = createHttp(silentLog(), { base: '/status' })
    t.after(() => app.close())
    app.get('/*', ({ url }, reply) => reply.send(`GET ${url}`))
    serveCachedReplies(app.server, [cached], '/status')
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    for (const [asked, found] of [
      ['/status', '/'],
      ['/status/', '/'],
      ['/', '/'],
      ['/status?a=b', '/?a=b'],
      ['/status/history?a=/status', '/history?a=/status'],
      ['/history', '/history'],
      ['/status.js', '/status.js'],
      ['/status/status.js', '/status.js'],
      ['/status/status', '/status'],
      ['/statuses', '/statuses'],
    ]) {
      assert.equal(await (await fetch(url + asked)).text(), `GET ${found}`, asked)
    }
  })
}

test('a base path that begins like one of the routes is refused, since nobody could tell them apart', t => {
  const app = createHttp(silentLog(), { base: '/api/status' })
  t.after(() => app.close())
  app.get('/apis', (_request, reply) => reply.send())
  assert.throws(() => app.get('/api/v1/checks', (_request, reply) => reply.send()), {
    code: 'kit.base-path-taken',
    message: 'the path of "public_url" cannot begin with /api, as paths of Vigie itself do',
  })
})
