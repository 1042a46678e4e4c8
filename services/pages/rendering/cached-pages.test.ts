import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { testHost } from '../../../kit/testing/host.ts'
import { until } from '../../../kit/testing/until.ts'
import { pages } from '../service.ts'

type Answer = { readonly status: number; readonly headers: Record<string, unknown>; readonly body: string }

/** Of the connection, not of the answer. */
const ofConnection = ['date', 'connection', 'keep-alive']

const answerOf = (status: number, headers: Readonly<Record<string, unknown>>, body: Buffer): Answer => ({
  status,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.includes(name))),
  body: body.toString('base64'),
})

async function overSocket(port: string, path: string, headers: Record<string, string>): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  httpRequest({ host: '127.0.0.1', port, path, headers }, answer => {
    buffer(answer).then(body => resolve(answerOf(answer.statusCode ?? 0, answer.headers, body)), reject)
  })
    .on('error', reject)
    .end()
  return promise
}

test('what lies ready is sent as the way through the HTTP library would send it, and only where nobody says who they are', async t => {
  const host = await testHost(t, { services: [pages], listen: { host: '127.0.0.1', port: 0 } })
  const { app } = host.host
  const throughLibrary = async (path: string, headers: Record<string, string>): Promise<Answer> => {
    const { statusCode, headers: answered, rawPayload } = await app.inject({ method: 'GET', url: path, headers })
    return answerOf(statusCode, { ...answered }, rawPayload)
  }
  await until('the pages', async () => (await throughLibrary('/', {})).status === 200)
  const port = new URL(host.host.address ?? '').port
  const paths = [
    '/',
    '/fr/',
    '/history',
    '/feed.atom',
    '/badge.svg',
    '/api/v2/status.json',
    '/status.js',
    '/?x=1',
    '/none',
  ]
  const tag = String((await throughLibrary('/', {})).headers.etag)
  const asked: Record<string, string>[] = [
    {},
    { 'accept-encoding': 'gzip' },
    { 'accept-encoding': 'br', 'if-none-match': tag },
    { 'if-none-match': '"another"' },
    { cookie: 'vigie_session=none' },
    { authorization: 'Bearer none' },
  ]
  for (const path of paths) {
    for (const headers of asked) {
      assert.deepEqual(await overSocket(port, path, headers), await throughLibrary(path, headers), path)
    }
  }
  assert.equal((await overSocket(port, '/', { authorization: 'Bearer none' })).status, 401)
  assert.equal((await overSocket(port, '/', { 'if-none-match': tag })).status, 304)
})
