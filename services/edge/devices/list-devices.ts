import type { GetDevice, ListDevices, Device as PublicDevice } from '../../../contracts/edge/devices.ts'
import { notFound } from '../../../contracts/refusals.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import { clientAsked } from '../clients/client-asked.ts'
import type { Made } from '../deps.ts'
import { metricsOf } from '../statistics/read-statistics.ts'
import type { Device } from './device.ts'

type Deps = Pick<Made, 'devices' | 'telemetry' | 'clock' | 'anomalies' | 'settings'>

const pages = pagesOf(cursorOf('edge.devices', ['text', 'text']), ({ client, id }: Device) => [client, id] as const)

/** By client and id. */
export async function listDevices(
  deps: Deps,
  { caller, query }: Request<typeof ListDevices>,
): Promise<Output<typeof ListDevices>> {
  const client = clientAsked(caller, query.client)
  const all = client === undefined ? deps.devices.all() : deps.devices.of(client)
  const page = await pages(query, ({ after, limit }) => {
    const from = after === undefined ? 0 : all.findIndex(one => isBehind(one, after))
    return from < 0 ? [] : all.slice(from, from + limit)
  })
  const lastOf = new Map<string, ReadonlyMap<string, Last>>()
  for (const { client: name } of page.items) if (!lastOf.has(name)) lastOf.set(name, lastByObject(deps, name))
  const items = page.items.map(device => present(device, lastOf.get(device.client)?.get(device.id) ?? []))
  return { items, next_cursor: page.next_cursor }
}

/** Of several clients that have an object of this name whoever sees all of them names one. */
export async function getDevice(
  deps: Deps,
  { caller, params, query }: Request<typeof GetDevice>,
): Promise<Output<typeof GetDevice>> {
  const { id } = params
  const client = clientAsked(caller, query.client)
  const device = client === undefined ? deps.devices.all().find(one => one.id === id) : deps.devices.find(client, id)
  if (!device) throw notFound('edge.object-not-found', { id })
  const statistics = await metricsOf(deps, device)
  const last = deps.telemetry.last(device.client, [{ label: 'object', is: '=', value: device.id }, current])
  return { ...present(device, last), window_s: deps.settings().window, statistics }
}

const isBehind = ({ client, id }: Device, [afterClient, afterId]: readonly [string, string]): boolean =>
  client > afterClient || (client === afterClient && id > afterId)

type Last = ReturnType<Deps['telemetry']['last']>

/** Not of a unit that was measured in before. */
const current = { label: 'history', is: '=', value: '' } as const

/** All series of a client are looked through once, however many of its objects are shown. */
function lastByObject({ telemetry }: Pick<Deps, 'telemetry'>, client: string): ReadonlyMap<string, Last> {
  return Map.groupBy(telemetry.last(client, [current]), ({ labels }) => labels.object ?? '')
}

function present(device: Device, last: Last): PublicDevice {
  const { id, client, type, source, units, first_seen_at, last_seen_at } = device
  const inOrder = Object.entries(units).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const metrics = inOrder.map(([metric, { unit }]) => {
    const points = last.filter(one => one.name === metric && (one.labels.unit ?? null) === unit)
    const [at, value] = points.flatMap(one => one.points).toSorted(([a], [b]) => Number(b) - Number(a))[0] ?? []
    return { metric, unit, last: value ?? null, last_at: typeof at === 'number' ? iso(at) : null }
  })
  return { id, client, type, source, first_seen_at, last_seen_at, metrics }
}
