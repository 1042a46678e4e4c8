import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '../runtime/log.ts'
import { Reply } from '../service/service.ts'
import { serveCachedReplies } from './cached-replies.ts'
import { createHttp } from './server.ts'

test('a reply that lies ready is sent at once; whoever says who they are, asks something else or sends something takes the usual way', async t => {
  const app = createHttp(silentLog())
  t.after(() => app.close())
  app.all('/*', (_request, reply) => reply.send('usual'))
  serveCachedReplies(app.server, [
    path => (path === '/' ? new Reply(Buffer.from('ready'), { 'content-length': '5' }) : undefined),
  ])
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const said = async (path: string, init: RequestInit = {}) => (await fetch(url + path, init)).text()
  assert.equal(await said('/'), 'ready')
  assert.equal(await said('/other'), 'usual')
  assert.equal(await said('/?query'), 'usual')
  assert.equal(await said('/', { headers: { authorization: 'Bearer x' } }), 'usual')
  assert.equal(await said('/', { headers: { cookie: 'a=b' } }), 'usual')
  assert.equal(await said('/', { method: 'DELETE' }), 'usual')
})
