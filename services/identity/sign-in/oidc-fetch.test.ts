import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { startLocalServer } from '../../../kit/testing/local-server.ts'
import { oidcFetch } from './oidc-fetch.ts'

const asked = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' } as const

test('an address that a provider names is judged by what it resolves to, and is not asked when that is refused', async t => {
  const seen: string[] = []
  const server = await startLocalServer(
    ({ path, body }) => ({
      status: path === '/away' ? 302 : 200,
      headers: { location: '/else' },
      body: `${path} ${body}`,
    }),
    ({ path }) => seen.push(path),
  )
  t.after(() => server.stop())
  const network = outgoingPolicy({ allow: [] })
  const named = `http://localhost:${server.port}`
  await assert.rejects(
    oidcFetch({ network, trust: 'anyone' })(`${named}/token`, asked),
    /localhost may not be contacted/,
  )
  assert.deepEqual(seen, [])
  const fetched = oidcFetch({ network, trust: 'operator' })
  await assert.rejects(fetched('http://169.254.169.254/token', asked), /which is never contacted/)
  const post = { ...asked, method: 'POST', body: new URLSearchParams({ code: 'a b' }) } as const
  assert.equal(await (await fetched(`${named}/token`, post)).text(), '/token code=a+b')
  const away = await fetched(`${named}/away`, asked)
  assert.deepEqual([away.status, away.headers.get('location')], [302, '/else'])
  assert.deepEqual(seen, ['/token', '/away'])
})

test('an answer of a provider that does not end is not read to its end', async t => {
  const server = await startLocalServer(() => ({ body: 'x'.repeat(2_000_000) }))
  t.after(() => server.stop())
  const fetched = oidcFetch({ network: outgoingPolicy({ allow: [] }), trust: 'operator' })
  await assert.rejects(fetched(`http://127.0.0.1:${server.port}/keys`, asked), /is larger than 1 MiB/)
})
