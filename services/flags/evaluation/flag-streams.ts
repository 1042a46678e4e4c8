import { createHmac, timingSafeEqual } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Caller } from '../../../kit/auth/caller.ts'
import { StreamPlaces } from '../../../kit/http/stream-places.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { limited } from '../../../kit/service/errors.ts'
import { Reply } from '../../../kit/service/service.ts'
import { type Place, placeName } from '../definitions/flag.ts'

export const heartbeatMs = 20_000
/** Whoever reads slower than this piles up is let go; coming back is cheap. */
const waitingBytes = 16_384
const beat = Buffer.from(': still here\n\n')

export type StreamOptions = {
  /** Signs the addresses of streams. */
  readonly secret: string
  readonly connections: () => number
  /** Where an environment stands now. */
  readonly revisionOf: (place: Place) => number
}

export type Listening = { readonly caller: Caller; readonly ip: string; readonly lastEventId: unknown }

/**
 * OFREP's event streams: each change of an environment says "ask again" to whoever listens to it, never what changed.
 * The address of a stream carries a ticket, since a browser's EventSource can send no headers.
 */
export class FlagStreams {
  readonly #options: StreamOptions
  readonly #open = new Map<string, Set<Readable>>()
  readonly #places: StreamPlaces
  readonly #tickets = new Map<string, string>()
  #dropped = 0

  constructor(clock: Clock, options: StreamOptions) {
    this.#options = options
    const { connections } = options
    // Behind one address may be the servers, or the browsers, of a whole company.
    this.#places = new StreamPlaces({ clock, total: connections, perHost: () => Math.ceil(connections() / 4) })
  }

  get size(): number {
    return this.#places.size
  }

  ticketOf(place: Place): string {
    const name = placeName(place)
    const known = this.#tickets.get(name)
    if (known !== undefined) return known
    const ticket = createHmac('sha256', this.#options.secret).update(name).digest('base64url').slice(0, 32)
    // Only of environments that there are; whoever asks for others must not fill the memory.
    if (this.#tickets.size < 1_000) this.#tickets.set(name, ticket)
    return ticket
  }

  isTicket(place: Place, ticket: string | undefined): boolean {
    const right = this.ticketOf(place)
    return ticket?.length === right.length && timingSafeEqual(Buffer.from(ticket), Buffer.from(right))
  }

  listen(place: Place, { caller, ip, lastEventId }: Listening): Reply {
    const stream = new Readable({ read: () => undefined })
    const giveBack = this.#places.take({ caller, ip, end: () => stream.destroy() })
    if (!giveBack) {
      throw limited('flags.too-many-streams', 'too many event streams are open; ask again later', { retryAfterS: 30 })
    }
    const name = placeName(place)
    const streams = this.#open.get(name) ?? new Set()
    this.#open.set(name, streams.add(stream))
    stream.once('close', () => {
      streams.delete(stream)
      giveBack()
    })
    const revision = this.#options.revisionOf(place)
    stream.push(Buffer.from('retry: 2000\n\n'))
    // Something may have changed since it was told this address, or while it was away: asking again costs a 304.
    if (lastEventId !== String(revision)) stream.push(changeOf(revision))
    return new Reply(stream, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx would hold it back until a buffer is full.
      'x-accel-buffering': 'no',
    })
  }

  /** Of this environment something changed. */
  tell(place: Place): void {
    const streams = this.#open.get(placeName(place))
    if (!streams || streams.size === 0) return
    const text = changeOf(this.#options.revisionOf(place))
    for (const stream of streams) this.#send(streams, stream, text)
  }

  beat(): void {
    for (const streams of this.#open.values()) for (const stream of streams) this.#send(streams, stream, beat)
  }

  stop(): void {
    for (const streams of this.#open.values()) for (const stream of streams) stream.push(null)
    this.#open.clear()
  }

  get dropped(): number {
    return this.#dropped
  }

  #send(streams: Set<Readable>, stream: Readable, text: Buffer): void {
    if (stream.readableLength + text.length <= waitingBytes) {
      stream.push(text)
      return
    }
    this.#dropped++
    streams.delete(stream)
    stream.destroy()
  }
}

const changeOf = (revision: number): Buffer =>
  Buffer.from(`id: ${revision}\nevent: message\ndata: {"type":"refetchEvaluation"}\n\n`)
