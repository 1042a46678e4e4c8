import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Authenticator, authenticateRequest, cookieOf } from './auth.ts'
import type { Caller } from './caller.ts'

const ada: Caller = { id: 'u1', kind: 'user', name: 'Ada', role: 'viewer', scopes: [] }
const knowsAda: Authenticator = token => (token === 'good' ? ada : undefined)

const who = async (method: string, headers: Record<string, string>) =>
  (await authenticateRequest({ method, headers: { host: 'vigie.test', ...headers } }, [knowsAda])).name

describe('the cookie of the console', () => {
  const cookie = 'theme=dark; vigie_session=secret~good; vigie_session=secret~bad'

  test('says who reads, and who changes something from our own pages', async () => {
    assert.equal(await who('GET', { cookie }), 'Ada')
    assert.equal(await who('POST', { cookie, origin: 'https://vigie.test' }), 'Ada')
    assert.equal(await who('POST', { cookie, origin: 'https://public.test', 'sec-fetch-site': 'same-origin' }), 'Ada')
  })

  test('is nothing when another site makes the browser send it, or when nobody says which one does', async () => {
    for (const headers of [
      {},
      { origin: 'https://evil.test' },
      { origin: 'null' },
      { origin: 'https://vigie.test.evil.test' },
      { origin: 'https://vigie.test', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://vigie.test', 'sec-fetch-site': 'same-site' },
    ]) {
      for (const method of ['POST', 'PUT', 'DELETE']) {
        assert.equal(await who(method, { cookie, ...headers }), 'anonymous', JSON.stringify(headers))
      }
    }
  })

  test('that has expired makes its owner anonymous, so that public pages stay readable', async () => {
    assert.equal(await who('GET', { cookie: 'vigie_session=secret~old' }), 'anonymous')
    assert.equal(await who('GET', { cookie: 'vigie_session=secret' }), 'anonymous')
  })

  test('gives way to an Authorization header, and a bad one is refused', async () => {
    await assert.rejects(who('GET', { cookie, authorization: 'Bearer old' }), { code: 'auth.unknown-token' })
    await assert.rejects(who('GET', { cookie, authorization: 'Digest good' }), { code: 'auth.malformed' })
  })

  test('may be the second of its name: a neighbouring host can lay one before it', async () => {
    const crowded = (value: string) => `vigie_session=secret~${value}; vigie_session=; ${cookie}`
    assert.equal(await who('GET', { cookie: crowded('bad') }), 'Ada')
    assert.equal(await who('GET', { cookie: 'vigie_session=secret~bad; '.repeat(900) + cookie }), 'anonymous')
  })

  test('is found by its exact name', () => {
    assert.equal(cookieOf({ cookie: 'my_vigie_session=a; vigie_session=b=c' }, 'vigie_session'), 'b=c')
    assert.equal(cookieOf({}, 'vigie_session'), undefined)
  })
})

describe('basic authentication', () => {
  const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` })

  test('carries a token as the password of any user', async () => {
    for (const user of ['', 'ada', 'prometheus', 'é']) assert.equal(await who('GET', basic(`${user}:good`)), 'Ada')
    assert.equal(await who('POST', basic('x:good')), 'Ada')
  })

  test('is refused with another password, without one, and when it is no pair at all', async () => {
    await assert.rejects(who('GET', basic('good:bad')), { code: 'auth.unknown-token' })
    await assert.rejects(who('GET', basic('x:y:good')), { code: 'auth.unknown-token' })
    for (const none of [basic('good'), basic('good:'), { authorization: 'Basic ' }, { authorization: 'Basic %%%' }]) {
      await assert.rejects(who('GET', none), { code: 'auth.malformed' }, JSON.stringify(none))
    }
  })

  test('changes nothing when the page of another site makes the browser send it', async () => {
    for (const foreign of [{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'cross-site' }]) {
      assert.equal(await who('POST', { ...basic('x:good'), ...foreign }), 'anonymous')
      assert.equal(await who('GET', { ...basic('x:good'), ...foreign }), 'Ada')
    }
  })
})

test('whoever proves a caller is told whether the request changes something', async () => {
  const asked: boolean[] = []
  const watching: Authenticator = (_token, writes) => {
    asked.push(writes)
    return ada
  }
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']) {
    await authenticateRequest({ method, headers: { authorization: 'Bearer good' } }, [watching])
  }
  assert.deepEqual(asked, [false, false, true, true, true])
})
