import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { type LiveHello, StreamLive } from '../../../contracts/pages/live.ts'
import { limited } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { StreamPlaces } from '../../../kit/http/stream-places.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { Reply, type Served, serve } from '../../../kit/service/service.ts'
import { entryOf, type LiveEvent, sseOf } from './live-frame.ts'
import { type Audience, LiveJournal } from './live-journal.ts'

export const heartbeatMs = 15_000
/** Who was let in is asked for anew after so long: tokens expire, also those nobody revokes. */
const signedInForMs = 10 * 60_000
/** Whoever reads slower than this piles up is let go; coming back is cheap. */
const waitingBytes = 262_144
const beat = Buffer.from(': still here\n\n')

export type LiveOptions = { readonly clock: Clock; readonly connections: number; readonly per_address: number }

export type Listening = { readonly caller: Caller; readonly address: string; readonly lastEventId: string | undefined }

type Open = { readonly stream: Readable; readonly audience: Audience; readonly caller: string; readonly since: number }

/** Everybody who listens to what happens now. */
export class LiveStreams {
  /** Listeners let go because they read too slowly. */
  dropped = 0
  readonly #options: LiveOptions
  readonly #journal = new LiveJournal(randomBytes(6).toString('hex'))
  readonly #open = new Set<Open>()
  readonly #places: StreamPlaces
  #ending = new Set<Readable>()
  #endingLast = new Set<Readable>()

  constructor(options: LiveOptions) {
    this.#options = options
    const { clock, connections, per_address } = options
    this.#places = new StreamPlaces({ clock, total: () => connections, perHost: () => per_address })
  }

  /** A stream that goes on until the listener leaves, reads too slowly, or is no longer who it was. */
  listen({ caller, address, lastEventId }: Listening): Reply {
    const stream = newStream()
    const audience = caller.role === 'none' ? 'everybody' : 'signedIn'
    const open: Open = { stream, audience, caller: caller.id, since: this.#options.clock.monotonic() }
    const giveBack = this.#places.take({ caller, ip: address, end: () => this.#end(open) })
    if (!giveBack) throw tooMany()
    this.#open.add(open)
    stream.once('close', () => {
      this.#open.delete(open)
      giveBack()
    })
    this.#greet(open, caller.role, lastEventId)
    return new Reply(open.stream, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx would hold it back until a buffer is full.
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
  }

  broadcast(happening: LiveEvent): void {
    const entry = this.#journal.add(position => entryOf(position, happening))
    for (const open of this.#open) {
      const text = entry[open.audience]
      if (text) this.#send(open, text)
    }
  }

  /** Proxies close what is silent, and a dead connection is only noticed by writing to it. */
  beat(): void {
    const now = this.#options.clock.monotonic()
    for (const stream of this.#endingLast) stream.destroy()
    this.#endingLast = this.#ending
    this.#ending = new Set()
    for (const open of this.#open) {
      if (open.audience === 'signedIn' && now - open.since >= signedInForMs) this.#end(open)
      else this.#send(open, beat)
    }
  }

  /** Signed out, disabled or given another role: who comes back is asked again who it is. */
  callerChanged(id: string): void {
    for (const open of this.#open) if (open.caller === id) this.#end(open)
  }

  stop(): void {
    for (const open of this.#open) this.#end(open)
  }

  get size(): number {
    return this.#open.size
  }

  #greet(open: Open, role: LiveHello['role'], lastEventId: string | undefined): void {
    const missed = lastEventId === undefined ? [] : this.#journal.since(lastEventId, open.audience)
    const resumed = lastEventId !== undefined && missed !== null
    const hello: LiveHello = { role, resumed, heartbeat_s: heartbeatMs / 1_000 }
    const { position } = this.#journal
    // Whoever comes back keeps its old position until it has been told what it missed.
    open.stream.push(sseOf({ event: 'hello', position: resumed ? null : position, data: hello, retryMs: 2_000 }))
    if (missed === null) open.stream.push(sseOf({ event: 'reset', position, data: {} }))
    for (const text of missed ?? []) open.stream.push(text)
  }

  /** Whoever reads sees the end of it; whoever has not come to it until the beat after the next is cut off. */
  #end(open: Open): void {
    this.#open.delete(open)
    this.#ending.add(open.stream)
    open.stream.push(null)
  }

  #send(open: Open, text: Buffer): void {
    if (open.stream.readableLength + text.length <= waitingBytes) {
      open.stream.push(text)
      return
    }
    this.dropped++
    this.#open.delete(open)
    open.stream.destroy()
  }
}

const tooMany = () => limited('pages.live-too-many', {}, { retryAfterS: 30 })

/** Filled from outside; the buffers in it are shared by all who listen. */
const newStream = (): Readable => new Readable({ read: () => undefined })

export function serveLive(streams: LiveStreams): Served {
  return serve(StreamLive, ({ caller, headers, ip, query }) => {
    const sent = headers['last-event-id']
    const lastEventId = typeof sent === 'string' && sent !== '' ? sent : query.last_event_id
    return streams.listen({ caller, address: ip, lastEventId })
  })
}
