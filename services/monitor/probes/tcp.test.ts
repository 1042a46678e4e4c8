import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tcp } from './tcp.ts'
import { probeTarget, problemsOf } from './testing/probe-target.ts'
import { endlessly, roughServer } from './testing/rough-server.ts'

type Treat = Parameters<typeof roughServer>[0]

async function against(treat: Treat, settings: object, { until = '', timeout_ms = 10_000 } = {}) {
  const server = await roughServer(treat, { until })
  const look = await probeTarget(tcp, { host: '127.0.0.1', port: server.port, ...settings }, { timeout_ms })
  await server.stop()
  return look
}

test('a connection that is accepted is up', async () => {
  const look = await against(() => {}, {})
  assert.deepEqual([look.state, look.reason, look.answered], ['up', null, true])
  assert.ok((look.phases.connect_ms ?? -1) >= 0)
  assert.equal(look.evidence().address, '127.0.0.1')
})

test('a refused connection is down, and says so', async () => {
  const server = await roughServer(() => {})
  await server.stop()
  const look = await probeTarget(tcp, { host: 'localhost', port: server.port, ip_version: 4 })
  assert.deepEqual([look.state, look.reason], ['down', `connection refused by 127.0.0.1:${server.port}`])
  assert.equal(look.answered, true)
})

describe('with send and expect', () => {
  const redis: Treat = (socket, received) => socket.write(received === 'PING\r\n' ? '+PONG\r\n' : '-ERR\r\n')

  test('the right answer is up', async () => {
    assert.equal((await against(redis, { send: 'PING\r\n', expect: '+PONG' }, { until: '\n' })).state, 'up')
  })
  test('an answer that comes in pieces is put together', async () => {
    const treat: Treat = socket => {
      socket.write('220 ma')
      setTimeout(() => socket.write('il.example'), 20)
    }
    assert.equal((await against(treat, { expect: 'mail.example' })).reason, null)
  })
  test('another answer is down when time is up, and is shown', async () => {
    const look = await against(redis, { send: 'PONG\r\n', expect: '+PONG' }, { until: '\n', timeout_ms: 1_000 })
    assert.equal(look.reason, 'no answer within 1 s (connected, expected "+PONG", "-ERR\\r\\n" came)')
  })
  test('a connection closed before it is down at once', async () => {
    const look = await against(socket => socket.end('bye'), { expect: '+PONG' })
    assert.equal(look.reason, 'connection closed: expected "+PONG", "bye" came')
  })
  test('an endless answer without it is down after 64 KiB', async () => {
    const look = await against(socket => endlessly(socket, Buffer.alloc(65_536, 'x')), { expect: '+PONG' })
    assert.match(look.reason ?? '', /^expected "\+PONG", "x+….* came in the first 64 KiB$/)
  })
})

test('settings that cannot be right are told', () => {
  assert.match(problemsOf(tcp, { host: 'db.internal:5432', port: 1 })[0] ?? '', /^host must not have a port/)
  assert.match(problemsOf(tcp, { host: '::1', port: 1, ip_version: 4 })[0] ?? '', /^ip_version is 4/)
  assert.deepEqual(problemsOf(tcp, { host: '::1', port: 1 }), [])
})
