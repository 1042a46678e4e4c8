import assert from 'node:assert/strict'
import type { Readable } from 'node:stream'
import { test } from 'node:test'
import { anonymous } from '../../../kit/auth/auth.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import type { LiveEvent } from './live-frame.ts'
import { LiveJournal } from './live-journal.ts'
import { LiveStreams } from './live-streams.ts'

const zoe: Caller = { id: 'u1', kind: 'user', name: 'Zoé', role: 'viewer', scopes: [] }

const happening = (n: number, more: Partial<LiveEvent> = {}): LiveEvent => ({
  frame: {
    id: `e${n}`,
    type: 'vigie.incidents.incident-updated.v1',
    subject: 'i1',
    time: '',
    data: { note: `in ${n}` },
  },
  everybody: { note: `out ${n}` },
  ...more,
})

function opened(options: Partial<ConstructorParameters<typeof LiveStreams>[0]> = {}) {
  const clock = testClock()
  const streams = new LiveStreams({ clock, connections: 10, per_address: 3, ...options })
  const listen = (caller: Caller = anonymous, lastEventId?: string, address = '192.0.2.1') =>
    streams.listen({ caller, address, lastEventId }).body as Readable
  return { clock, streams, listen }
}

const heard = (stream: Readable): string => String(stream.read() ?? '')
const lastPosition = (text: string): string => [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? ''
const turn = () => new Promise(resolve => setImmediate(resolve))

test('everybody hears what is public, whoever is signed in hears what was said', () => {
  const { streams, listen } = opened()
  const [outside, inside] = [listen(), listen(zoe)]
  assert.match(heard(outside), /event: hello\nid: \w+-0\ndata: {"role":"none","resumed":false,"heartbeat_s":15}/)
  assert.match(heard(inside), /"role":"viewer"/)
  streams.broadcast(happening(1))
  streams.broadcast(happening(2, { everybody: null }))
  const [public_, private_] = [heard(outside), heard(inside)]
  assert.match(public_, /event: vigie\.incidents\.incident-updated\.v1\nid: \w+-1\ndata: .*"note":"out 1"/)
  assert.doesNotMatch(public_, /in 1|"e2"/)
  assert.match(private_, /"note":"in 1"[\s\S]*"note":"in 2"/)
})

test('whoever comes back hears what it missed, in order and once', () => {
  const { streams, listen } = opened()
  const position = lastPosition(heard(listen()))
  streams.broadcast(happening(1))
  streams.broadcast(happening(2, { everybody: null }))
  streams.broadcast(happening(3))
  const text = heard(listen(anonymous, position))
  assert.match(text, /"resumed":true[\s\S]*out 1[\s\S]*out 3/)
  assert.doesNotMatch(text, /event: hello\nid:/, 'a connection that breaks before the rest has come begins there again')
  const next = heard(listen(anonymous, lastPosition(text)))
  assert.doesNotMatch(next, /out|event: reset/)
})

test('a position of an earlier life, or too long ago, is answered with a reset and where it goes on', () => {
  const { streams, listen } = opened()
  streams.broadcast(happening(1))
  for (const position of ['0123456789ab-1', 'nonsense', '-', `${lastPosition(heard(listen(zoe))).split('-')[0]}-99`]) {
    const text = heard(listen(anonymous, position, position))
    assert.match(text, /"resumed":false[\s\S]*event: reset\nid: \w+-1\n/, position)
  }
  const journal = new LiveJournal('life', { entries: 2 })
  const add = (text: string) => journal.add(() => ({ everybody: null, signedIn: Buffer.from(text) }))
  for (const text of ['a', 'b', 'c']) add(text)
  assert.equal(journal.since('life-0', 'signedIn'), null)
  assert.deepEqual(journal.since('life-1', 'signedIn')?.map(String), ['b', 'c'])
  const small = new LiveJournal('life', { bytes: 5, replayed_bytes: 3 })
  for (const text of ['abcd', 'efgh']) small.add(() => ({ everybody: null, signedIn: Buffer.from(text) }))
  assert.equal(small.since('life-0', 'signedIn'), null, 'its bytes are bounded')
  assert.equal(small.since('life-1', 'signedIn'), null, 'and so is what is told at once')
})

test('what is large travels without its data', () => {
  const { streams, listen } = opened()
  const stream = listen(zoe)
  const large = { frame: { ...happening(1).frame, data: 'x'.repeat(70_000) } }
  streams.broadcast(happening(1, large))
  assert.match(heard(stream), /"subject":"i1","time":"","data":null/)
})

test('whoever reads too slowly is let go, and nobody else notices', async () => {
  const { streams, listen } = opened()
  const [slow, quick] = [listen(), listen()]
  for (let n = 0; n < 10; n++) {
    streams.broadcast(happening(n, { everybody: { text: 'x'.repeat(50_000) } }))
    heard(quick)
  }
  await turn()
  assert.ok(slow.destroyed)
  assert.ok(!quick.destroyed)
  assert.deepEqual([streams.size, streams.dropped], [1, 1])
})

test('one address may open so many, one network four times as many, and all together so many', () => {
  const refused = (thrown: unknown) => thrown instanceof Refusal && thrown.code === 'pages.live-too-many'
  const { listen } = opened({ connections: 100 })
  for (let n = 0; n < 3; n++) listen()
  assert.throws(() => listen(), refused)
  for (let n = 0; n < 9; n++) listen(anonymous, undefined, `192.0.2.${10 + n}`)
  assert.throws(() => listen(anonymous, undefined, '192.0.2.99'), refused)
  listen(anonymous, undefined, '192.0.3.1')
  const small = opened({ connections: 4 })
  for (let n = 0; n < 3; n++) small.listen(anonymous, undefined, `192.0.${n}.1`)
  assert.throws(() => small.listen(anonymous, undefined, '192.0.9.1'), refused)
})

test('strangers never take the place of those who are signed in, and an administrator always gets one', async () => {
  const { listen, streams } = opened({ connections: 8 })
  const strangers = Array.from({ length: 6 }, (_, n) => listen(anonymous, undefined, `198.51.${n}.1`))
  for (let n = 0; n < 4; n++) listen({ ...zoe, id: `viewer ${n}` })
  const ended = async () => {
    await turn()
    for (const stream of strangers) stream.resume()
    await turn()
    return strangers.filter(stream => stream.readableEnded).length
  }
  assert.equal(await ended(), 2, 'the first two took what was kept, the others a place of a stranger')
  const admins = Array.from({ length: 8 }, (_, n) => listen({ ...zoe, id: `admin ${n}`, role: 'admin' }))
  assert.equal(await ended(), 6)
  assert.equal(streams.size, 8)
  assert.throws(() => listen(zoe), 'viewers do not take the place of administrators')
  listen({ ...zoe, id: 'one more', role: 'admin' })
  await turn()
  for (const stream of admins) stream.resume()
  await turn()
  assert.equal(admins.filter(stream => stream.readableEnded).length, 1)
})

test('what one person opened a while ago makes way for what it opens now', async () => {
  const { listen, clock } = opened()
  const [first] = [listen(zoe), listen(zoe), listen(zoe)]
  assert.throws(() => listen(zoe), Refusal)
  await clock.advance(61_000)
  listen(zoe)
  first.resume()
  await turn()
  assert.ok(first.readableEnded)
})

test('it is heard that the stream lives, and whoever is signed in has to show so again', async () => {
  const { clock, streams, listen } = opened()
  const [outside, inside, other] = [listen(), listen(zoe), listen({ ...zoe, id: 'u2' })]
  for (const stream of [outside, inside, other]) heard(stream)
  streams.beat()
  assert.equal(heard(outside), ': still here\n\n')
  streams.callerChanged('u2')
  other.resume()
  await turn()
  assert.ok(other.readableEnded, 'its user was changed')
  await clock.advance(600_000)
  streams.beat()
  inside.resume()
  await turn()
  assert.ok(inside.readableEnded)
  assert.ok(!outside.readableEnded)
})
