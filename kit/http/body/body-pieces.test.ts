import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { Type } from 'typebox'
import { defineOperation } from '../../service/operation.ts'
import { defineService, serve } from '../../service/service.ts'
import { testHost } from '../../testing/host.ts'

const op = { service: 'harbour', method: 'POST', summary: 'For tests', output: Type.Unknown() } as const
const body = Type.Object({ cargo: Type.String() }, { additionalProperties: false })
const Hail = defineOperation({ ...op, name: 'Hail', path: '/hail', access: 'public', body })
const Unload = defineOperation({ ...op, name: 'Unload', path: '/unload', access: 'admin', body })

const head = (path: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`

/** `send` answers what was said until the connection was closed. */
async function harbour(t: TestContext) {
  const serves = [serve(Hail, () => ({})), serve(Unload, () => ({}))]
  const { host } = await testHost(t, { services: [defineService({ name: 'harbour', start: () => ({ serves }) })] })
  const port = Number(new URL(await host.listen({ host: '127.0.0.1', port: 0 })).port)
  const send = (path: string, pieces: readonly string[]) =>
    new Promise<string>(resolve => {
      const socket = connect(port, '127.0.0.1')
      t.after(() => socket.destroy())
      let said = ''
      socket.on('error', () => {}).on('close', () => resolve(said))
      socket.on('data', data => {
        said += String(data)
      })
      socket.write(head(path))
      for (const piece of pieces) socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`)
      socket.write('0\r\n\r\n')
    })
  return { port, send }
}

test('a body may come in pieces, but not each byte in one of its own', async t => {
  const { send } = await harbour(t)
  const cargo = JSON.stringify({ cargo: 'x'.repeat(60_000) })
  const inPieces = (length: number) => cargo.match(new RegExp(`.{1,${length}}`, 'gs')) ?? []
  assert.match(await send('/hail', inPieces(1_000)), /^HTTP\/1.1 200 /)
  assert.match(await send('/hail', [...'{"cargo":"letter by letter"}']), /^HTTP\/1.1 200 /)
  assert.match(await send('/hail', inPieces(1)), /^HTTP\/1.1 400 [\s\S]*too many small pieces/)
})

test('what nobody reads is not forgotten piece by piece to its end: the connection is cut', async t => {
  const { port } = await harbour(t)
  const socket = connect(port, '127.0.0.1')
  t.after(() => socket.destroy())
  const closed = new Promise<void>(resolve => socket.on('error', () => {}).once('close', () => resolve()))
  socket.resume()
  socket.write(head('/unload'))
  // Twenty megabytes, of which a sender of usual pieces may get rid.
  const all = 200_000
  const piece = `64\r\n${'x'.repeat(100)}\r\n`
  let sent = 0
  for (; sent < all && !socket.destroyed; sent += 100) {
    if (socket.write(piece.repeat(100))) continue
    await Promise.race([new Promise(resolve => socket.once('drain', resolve)), closed])
  }
  await closed
  assert.ok(sent < all, `${sent} pieces were sent`)
})
