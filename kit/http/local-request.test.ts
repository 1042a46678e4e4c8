import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLocalRequest } from './local-request.ts'

const here = { public_url: undefined, runsFunctions: false }
const asked = (headers: Record<string, string> = {}, ip = '127.0.0.1') => ({
  ip,
  headers: { host: '127.0.0.1:3000', ...headers },
})

describe('a request is local', () => {
  test('from a loopback address, to a loopback name, with nothing in between', () => {
    for (const ip of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])
      assert.ok(isLocalRequest(asked({}, ip), here), ip)
    for (const host of ['localhost', 'LOCALHOST:3000', '127.0.0.1', '127.1.2.3:80', '[::1]:3000']) {
      assert.ok(isLocalRequest(asked({ host }), here), host)
    }
    for (const public_url of ['http://127.0.0.1:3000', 'http://localhost:3000/status', 'http://[::1]:3000']) {
      assert.ok(isLocalRequest(asked(), { ...here, public_url }), public_url)
    }
  })

  test('not from another address', () => {
    for (const ip of ['10.0.0.1', '192.168.1.7', '203.0.113.9', '::2', 'fe80::1', '::ffff:10.0.0.1', '128.0.0.1', '']) {
      assert.ok(!isLocalRequest(asked({}, ip), here), ip)
    }
  })

  test('not when it was made for another name: a page of any site can have a browser ask', () => {
    for (const host of [
      'evil.test',
      '127.0.0.1.evil.test',
      'localhost.evil.test',
      'evil.test:3000',
      '0.0.0.0',
      '[::]',
      '',
    ]) {
      assert.ok(!isLocalRequest(asked({ host }), here), host)
    }
    assert.ok(!isLocalRequest({ ip: '127.0.0.1', headers: {} }, here))
  })

  test('not where people come in by a public address, since a proxy stands there', () => {
    for (const public_url of [
      'https://status.example.com',
      'http://127.0.0.1.example.com',
      'http://10.0.0.1',
      'nonsense',
    ]) {
      assert.ok(!isLocalRequest(asked(), { ...here, public_url }), public_url)
    }
  })

  test('not where functions run', () => {
    assert.ok(!isLocalRequest(asked(), { ...here, runsFunctions: true }))
  })

  for (const name of [
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-forwarded',
    'forwarded',
    'via',
    'x-real-ip',
    'x-client-ip',
    'x-cluster-client-ip',
    'x-original-forwarded-for',
    'x-original-host',
    'x-envoy-external-address',
    'cf-connecting-ip',
    'cf-ray',
    'cdn-loop',
    'true-client-ip',
    'fastly-client-ip',
    'fly-client-ip',
    'x-amzn-trace-id',
    'x-amz-cf-id',
    'x-azure-clientip',
    'x-appengine-user-ip',
    'x-cloud-trace-context',
  ]) {
    test(`not with ${name}`, () => assert.ok(!isLocalRequest(asked({ [name]: '1' }), here)))
  }
})
