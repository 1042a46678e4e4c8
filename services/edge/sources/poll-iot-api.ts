import { say } from '../../../contracts/messages/words.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import type { Message } from '../../../kit/messages/message.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { SourceSettings } from '../config.ts'
import type { GivenSample } from '../ingest/ingest-samples.ts'
import { type Fetched, fetchJson } from './fetch-json.ts'
import { type ListedObject, ofMinutes, type Reading, readHistory, readObject, readObjects } from './iot-api.ts'

type IotApi = Extract<SourceSettings, { kind: 'iot-api' }>

/** What is known of an API between two rounds. */
export type Memory = {
  /** It answered once: a free instance that slept takes up to a minute to wake. */
  isAwake: boolean
  /** Where an object was found last. */
  path: '/iot_objects/' | '/iot_data/'
  /** Whose history was read. */
  readonly backfilled: Set<string>
}

export const newMemory = (): Memory => ({ isAwake: false, path: '/iot_objects/', backfilled: new Set() })

export type Round = {
  readonly objects: number
  /** Of those that could not be read, the last one. */
  readonly failure: Message | null
}

export type RoundDeps = {
  readonly network: OutgoingPolicy
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Hands on what one object says. */
  readonly take: (client: string, samples: readonly GivenSample[], history: boolean) => Promise<void>
  /** Whether there are values of its history from before. */
  readonly hasHistory: (client: string, object: string) => boolean
}

const asleepMs = 90_000
const awakeMs = 15_000
const mostBytes = 1_048_576
const listBytes = 4 * mostBytes
const mostObjects = 10_000
const atOnce = 8

/** Lists the objects, and asks each of them. Never rejects, but for what `take` does. */
export async function pollIotApi(source: IotApi, memory: Memory, deps: RoundDeps): Promise<Round> {
  const get = (path: string, most_bytes = mostBytes) =>
    fetchJson(`${source.url.replace(/\/+$/, '')}${path}`, {
      network: deps.network,
      headers: source.headers ?? {},
      signal: deps.signal,
      timeout_ms: memory.isAwake ? awakeMs : asleepMs,
      most_bytes,
    })
  const list = await get('/iot_objects', listBytes)
  if ('failure' in list) {
    memory.isAwake = false
    return { objects: 0, failure: list.failure }
  }
  memory.isAwake = true
  const objects = readObjects(list.value)
  if (!objects) return { objects: 0, failure: say('edge.source-shape') }
  const asked = objects.slice(0, mostObjects)
  let failure: Message | null = null
  const next = asked.values()
  const work = async () => {
    for (const object of next) {
      if (deps.signal.aborted) return
      failure = (await pollObject(object, { source, memory, deps, get })) ?? failure
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, asked.length) }, work))
  return { objects: asked.length, failure }
}

type Asking = {
  readonly source: IotApi
  readonly memory: Memory
  readonly deps: RoundDeps
  readonly get: (path: string) => Promise<Fetched>
}

async function pollObject(object: ListedObject, asking: Asking): Promise<Message | null> {
  const { source, memory, deps, get } = asking
  const answer = await getObject(object, asking)
  if ('failure' in answer) return answer.failure
  const at = { now: deps.clock.now(), zone: source.timezone }
  const reading = readObject(answer.value, object, at)
  if (!reading) return say('edge.source-shape')
  await hand(reading, false, deps)
  const isRead = source.history === 'backfill-once' && isBackfilled(object.id, reading.client ?? '', asking)
  if (source.history === 'off' || isRead) return null
  const past = await get(`/iot_objects/${encodeURIComponent(object.id)}/history`)
  if ('failure' in past) return past.missing ? null : past.failure
  const history = readHistory(past.value, object, at)
  if (!history) return null
  memory.backfilled.add(object.id)
  await hand({ ...history, samples: ofMinutes(history.samples) }, true, deps)
  return null
}

function isBackfilled(id: string, client: string, { memory, deps }: Asking): boolean {
  if (!memory.backfilled.has(id) && deps.hasHistory(client, id)) memory.backfilled.add(id)
  return memory.backfilled.has(id)
}

/** It is documented at another address than the one where it is. */
async function getObject({ id }: ListedObject, { memory, get }: Asking): Promise<Fetched> {
  const first = await get(`${memory.path}${encodeURIComponent(id)}`)
  if (!('failure' in first && first.missing)) return first
  const path = memory.path === '/iot_data/' ? '/iot_objects/' : '/iot_data/'
  const second = await get(`${path}${encodeURIComponent(id)}`)
  if ('failure' in second) return first
  memory.path = path
  return second
}

async function hand({ client, samples }: Reading, history: boolean, { take }: RoundDeps): Promise<void> {
  if (client !== null && samples.length > 0) await take(client, samples, history)
}
