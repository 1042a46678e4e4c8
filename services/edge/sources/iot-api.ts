import { isClientName } from '../../../contracts/edge/clients.ts'
import { metricOfType } from '../devices/device.ts'
import type { GivenSample } from '../ingest/ingest-samples.ts'
import { timeOf } from '../ingest/sample-time.ts'

/** What is read of the API of objects, in the shape that it has and in the one that it is documented with. */

export type ListedObject = { readonly id: string; readonly type: string | null; readonly client: string | null }
export type Reading = { readonly client: string | null; readonly samples: readonly GivenSample[] }

/** Undefined: it is none of ours, whatever it is. */
export function readObjects(answer: unknown): readonly ListedObject[] | undefined {
  const list = isRecord(answer) ? (answer.objects ?? answer.iot_objects ?? answer.items) : answer
  if (!Array.isArray(list)) return undefined
  return list.flatMap((one: unknown): ListedObject[] => {
    if (!isRecord(one)) return isId(one) ? [{ id: String(one), type: null, client: null }] : []
    const id = one.id ?? one.object_id
    return isId(id) ? [{ id: String(id), type: textOf(one.type), client: clientOf(one) }] : []
  })
}

/** Of one object; null is a metric that it does not have. A time without a zone is that of `zone`. */
export function readObject(
  answer: unknown,
  object: ListedObject,
  at: { now: number; zone: string },
): Reading | undefined {
  if (!isRecord(answer)) return undefined
  const type = textOf(answer.type) ?? object.type
  const client = clientOf(answer) ?? object.client
  const common = { object: object.id, type }
  if (isRecord(answer.metrics)) {
    const time = momentOf(answer, at)
    const samples = Object.entries(answer.metrics)
      .filter(([, value]) => value !== null)
      .map(([metric, value]) => ({ ...common, metric, value, at: time }))
    return { client, samples }
  }
  if (!Array.isArray(answer.measurements)) return undefined
  const own = metricOfType(type)
  const samples = answer.measurements.filter(isRecord).flatMap((one): GivenSample[] => {
    const metric = textOf(one.metric) ?? textOf(one.name) ?? textOf(one.type) ?? own
    if (one.value === null || metric === undefined) return []
    const unit = textOf(one.unit)
    const time = momentOf(one, at, momentOf(answer, at) ?? null)
    return [{ ...common, metric, value: one.value, at: time, ...(unit === null ? {} : { unit }) }]
  })
  return { client, samples }
}

/** One value without a name each: of the metric that objects of this type are there for. */
export function readHistory(
  answer: unknown,
  object: ListedObject,
  at: { now: number; zone: string },
): Reading | undefined {
  if (!isRecord(answer) || !Array.isArray(answer.history)) return undefined
  const type = textOf(answer.type) ?? object.type
  const metric = metricOfType(type)
  if (metric === undefined) return undefined
  const samples = answer.history
    .filter(isRecord)
    .filter(({ value }) => value !== null)
    .map(one => ({ object: object.id, type, metric, value: one.value, at: momentOf(one, at, null) }))
  return { client: clientOf(answer) ?? object.client, samples }
}

/** What the history says of a minute is another value at each call, at another second: the first one of a minute stays. */
export const ofMinutes = (samples: readonly GivenSample[]): readonly GivenSample[] =>
  samples.map(one => (one.at === undefined ? one : { ...one, at: Math.floor(one.at / 60_000) * 60_000 }))

/** Whoever says no time means now, or what stands above it; what is there and is no time is none. */
function momentOf(
  { timestamp, time, at }: Readonly<Record<string, unknown>>,
  { now, zone }: { now: number; zone: string },
  otherwise: number | null = now,
): number | undefined {
  const said = timestamp ?? time ?? at
  if (said === undefined || said === null) return otherwise ?? undefined
  if (typeof said === 'number') return said < 100_000_000_000 ? said * 1_000 : said
  return typeof said === 'string' ? timeOf(said, zone) : undefined
}

type Fields = Readonly<Record<string, unknown>>
const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isId = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '' && value.length <= 200) || Number.isSafeInteger(value)
const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= 200 ? value : null
const clientOf = ({ client, client_id }: Fields): string | null => {
  const name = textOf(client) ?? textOf(client_id)
  return name !== null && isClientName(name) ? name : null
}
