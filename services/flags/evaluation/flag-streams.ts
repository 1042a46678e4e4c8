import { createHmac, timingSafeEqual } from 'node:crypto'
import { Readable } from 'node:stream'
import { limited } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { StreamPlaces } from '../../../kit/http/stream-places.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { Reply } from '../../../kit/service/service.ts'
import { defaultEnvironment, type EnvironmentRef, environmentName } from '../definitions/flag.ts'

export const heartbeatMs = 20_000
/** Whoever reads slower than this piles up is let go; coming back is cheap. */
const waitingBytes = 16_384
const beat = Buffer.from(': still here\n\n')

export type StreamOptions = {
  readonly secret: string
  /** What the address of a stream begins with. */
  readonly base: string
  readonly connections: () => number
  readonly revisionOf: (ref: EnvironmentRef) => number
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
  readonly #json = new Map<string, string>()
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

  /** What a bulk evaluation says about where to hear of changes; made once for each environment. */
  jsonOf(ref: EnvironmentRef): string {
    const name = environmentName(ref)
    const known = this.#json.get(name)
    if (known !== undefined) return known
    const where =
      name === environmentName(defaultEnvironment) ? '' : `project=${ref.project}&environment=${ref.environment}&`
    const requestUri = `${this.#options.base}/ofrep/v1/events?${where}ticket=${this.#ticketOf(ref)}`
    const json = JSON.stringify([{ type: 'sse', endpoint: { requestUri }, inactivityDelaySec: 120 }])
    this.#json.set(name, json)
    return json
  }

  #ticketOf(ref: EnvironmentRef): string {
    return createHmac('sha256', this.#options.secret).update(environmentName(ref)).digest('base64url').slice(0, 32)
  }

  isTicket(ref: EnvironmentRef, ticket: string | undefined): boolean {
    const right = this.#ticketOf(ref)
    return ticket?.length === right.length && timingSafeEqual(Buffer.from(ticket), Buffer.from(right))
  }

  connect(ref: EnvironmentRef, { caller, ip, lastEventId }: Listening): Reply {
    const stream = new Readable({ read: () => undefined })
    const giveBack = this.#places.take({ caller, ip, end: () => stream.destroy() })
    if (!giveBack) {
      throw limited('flags.too-many-streams', {}, { retryAfterS: 30 })
    }
    const name = environmentName(ref)
    const streams = this.#open.get(name) ?? new Set()
    this.#open.set(name, streams.add(stream))
    stream.once('close', () => {
      streams.delete(stream)
      giveBack()
    })
    const revision = this.#options.revisionOf(ref)
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

  notify(ref: EnvironmentRef): void {
    const streams = this.#open.get(environmentName(ref))
    if (!streams || streams.size === 0) return
    const text = changeOf(this.#options.revisionOf(ref))
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
