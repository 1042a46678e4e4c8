import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { silentLog } from '../runtime/log.ts'
import { until } from '../testing/until.ts'
import { connectionLimits, exemptOf, withinFiles } from './connection-limits.ts'
import { createHttp, type ServerOptions } from './server.ts'

async function served(t: TestContext, options: ServerOptions) {
  const app = createHttp(silentLog(), options)
  app.get('/', () => 'here')
  app.get('/large', (_request, reply) => reply.send('x'.repeat(20_000_000)))
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => app.close())
  const { port } = app.server.address() as AddressInfo
  const open = async (localAddress: string, said = ''): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port, localAddress })
    t.after(() => socket.destroy())
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    if (said) socket.write(said)
    return socket
  }
  const answered = async (socket: Socket): Promise<string> => {
    socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n')
    const [data] = (await Promise.race([once(socket, 'data'), once(socket, 'close')])) as [Buffer | boolean]
    return Buffer.isBuffer(data) ? data.toString() : ''
  }
  const count = () =>
    new Promise<number>((resolve, reject) =>
      app.server.getConnections((fault, found) => (fault ? reject(fault) : resolve(found))),
    )
  return { open, answered, count }
}

test('one network has so many connections, and others are let in all the same', async t => {
  const limits = { ...connectionLimits, perNetwork: 20 }
  const { open, answered } = await served(t, { limits, isExempt: () => false })
  const first = await Promise.all(Array.from({ length: 20 }, (_, n) => open(`127.0.7.${n + 1}`)))
  for (const one of first) assert.match(await answered(one), /200 OK/)
  assert.equal(await answered(await open('127.0.7.99')), '', 'the twenty-first is closed')
  assert.match(await answered(await open('127.0.8.1')), /200 OK/)
  const [one] = first
  one?.destroy()
  let again = ''
  while (again === '') again = await answered(await open('127.0.7.99'))
  assert.match(again, /200 OK/, 'a place is given back')
})

test('connections leave files for the lookout itself, however few there may be', () => {
  const totals = [1_048_576, 1_024, 300, 64].map(most => withinFiles(connectionLimits, most))
  assert.deepEqual(
    totals.map(({ total, perNetwork }) => [total, perNetwork]),
    [
      [8_000, 1_000],
      [768, 384],
      [44, 22],
      [16, 8],
    ],
  )
})

test('proxies that are named, and this machine, have the connections of everybody', () => {
  const isExempt = exemptOf(['10.0.0.0/8'])
  for (const address of ['127.0.0.1', '::1', '10.1.2.3']) assert.ok(isExempt(address), address)
  for (const address of ['192.168.1.1', '203.0.113.1', '2001:db8::1']) assert.ok(!isExempt(address), address)
})

test('whoever says nothing, or says it letter by letter, or does not read, is let go', async t => {
  const limits = { ...connectionLimits, headMs: 300, requestMs: 600, idleMs: 700, checkedEveryMs: 50 }
  const { open, count } = await served(t, { limits })
  const slow = await open('127.0.0.1', 'GET / HTTP/1.1\r\nHost: here\r\n')
  const letters = setInterval(() => slow.write('X-A: b\r\n'), 50)
  t.after(() => clearInterval(letters))
  const body = await open('127.0.0.1', 'POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n')
  const silent = await open('127.0.0.1')
  const unread = await open('127.0.0.1', 'GET /large HTTP/1.1\r\nHost: here\r\n\r\n')
  unread.pause()
  for (const socket of [slow, body, silent]) socket.resume()
  await until('all are gone', async () => (await count()) === 0)
})
