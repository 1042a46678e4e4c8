import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { Type } from 'typebox'
import { notFound } from '../service/errors.ts'
import { defineOperation } from '../service/operation.ts'
import { defineService, serve } from '../service/service.ts'
import { inPages } from '../store/in-pages.ts'
import { testHost } from '../testing/host.ts'
import { until } from '../testing/until.ts'
import { jsonArray, streamReply } from './stream-reply.ts'

const op = { service: 'library', method: 'GET', access: 'public', summary: 'For tests' } as const
const Read = defineOperation({ ...op, name: 'Read', path: '/read', output: Type.String(), content: 'text/plain' })
const Ask = defineOperation({ ...op, name: 'Ask', path: '/ask', output: Type.Object({}) })

type Text = { readonly parts: () => AsyncGenerator<string>; made: number; ended: number }

/** `parts` is one long answer; `made` and `ended` count over all that were asked. */
async function library(t: TestContext, write: (part: number) => string | null) {
  const text: Text = {
    made: 0,
    ended: 0,
    parts: async function* () {
      try {
        for (let i = 0; ; i += 1) {
          const part = write(i)
          if (part === null) return
          text.made += 1
          yield part
        }
      } finally {
        text.ended += 1
      }
    },
  }
  const service = defineService({
    name: 'library',
    start: () => ({
      serves: [
        serve(Read, () => streamReply(text.parts(), { 'content-type': 'text/plain; charset=utf-8' })),
        serve(Ask, () => ({})),
      ],
    }),
  })
  const { host } = await testHost(t, { services: [service] })
  const url = await host.listen({ host: '127.0.0.1', port: 0 })
  return { text, url }
}

test('parts arrive in their order, also empty ones, with the headers of every answer', async t => {
  const { url, text } = await library(t, i => (i === 5 ? null : i === 2 ? '' : `é${i}`))
  const answer = await fetch(`${url}/read`)
  assert.equal(await answer.text(), 'é0é1é3é4')
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8')
  assert.equal(text.ended, 1)
})

test('what is refused before the first part keeps its status', async t => {
  const { url } = await library(t, () => {
    throw notFound('library.no-such-book', 'there is no such book')
  })
  const answer = await fetch(`${url}/read`)
  assert.equal(answer.status, 404)
  assert.equal(((await answer.json()) as { code: string }).code, 'library.no-such-book')
})

test('what fails later cuts the connection: nobody takes half of it for whole', async t => {
  const { url, text } = await library(t, i => {
    if (i === 3) throw new Error('the page is torn out')
    return 'text '
  })
  const answer = await fetch(`${url}/read`)
  assert.equal(answer.status, 200)
  await assert.rejects(answer.text())
  assert.equal(text.ended, 1)
})

test('HEAD has the headers, and the answer goes no further than its first part', async t => {
  const { url, text } = await library(t, () => 'endless ')
  const answer = await fetch(`${url}/read`, { method: 'HEAD' })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8')
  assert.equal(await answer.text(), '')
  await until('it ended', () => text.ended === 1)
  assert.equal(text.made, 1)
})

test('a client that goes away ends it', async t => {
  const { url, text } = await library(t, () => 'endless '.repeat(10_000))
  const leaving = new AbortController()
  const answer = await fetch(`${url}/read`, { signal: leaving.signal })
  await answer.body?.getReader().read()
  leaving.abort()
  await until('it ended', () => text.ended === 1)
})

test('a client that does not read is not written for', async t => {
  const { url, text } = await library(t, () => 'endless '.repeat(131_072))
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  t.after(() => socket.destroy())
  socket.write('GET /read HTTP/1.1\r\nhost: localhost\r\n\r\n')
  await once(socket, 'readable')
  for (let i = 0; i < 200; i += 1) await fetch(`${url}/ask`)
  // Each a megabyte; what is beyond the first few lies in the buffers of the system.
  assert.ok(text.made < 30, `${text.made} parts were made for nobody`)
  assert.equal(text.ended, 0)
})

test('long answers take turns, part by part', async () => {
  const order: string[] = []
  const parts = async function* (name: string) {
    for (let i = 0; i < 3; i += 1) {
      order.push(`${name}${i}`)
      yield 'x'
    }
  }
  const replies = await Promise.all(['a', 'b'].map(name => streamReply(parts(name), {})))
  await Promise.all(replies.map(({ body }) => (body as Readable).toArray()))
  assert.deepEqual(order, ['a0', 'b0', 'a1', 'b1', 'a2', 'b2'])
})

test('an array in parts is what JSON.stringify would have made of all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.object(), { minLength: 1 })), async pages => {
      const text = (await Readable.from(jsonArray(Readable.from(pages))).toArray()).join('')
      assert.equal(text, `${JSON.stringify(pages.flat(), null, 2)}\n`)
    }),
  )
})

test('pages go on behind the last row, to the end, and each after everybody else had a turn', async () => {
  const rows = Array.from({ length: 7 }, (_, i) => i)
  let turns = 0
  const turning = setImmediate(function turn() {
    turns += 1
    setImmediate(turn).unref()
  })
  const seen: number[] = []
  const pages = inPages(async (after: number | undefined) => {
    seen.push(turns)
    return rows.filter(row => row > (after ?? -1)).slice(0, 3)
  })
  const read = await Readable.from(pages).toArray()
  clearImmediate(turning)
  assert.deepEqual(read, [[0, 1, 2], [3, 4, 5], [6]])
  assert.equal(new Set(seen).size, seen.length)
})
