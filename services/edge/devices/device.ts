import { iso } from '../../../kit/runtime/clock.ts'

/** What the values of one metric are measured in; `before`: the unit that it had until `since`. */
export type UnitInUse = { readonly unit: string | null; readonly since: string; readonly before: string | null }

/** An object of a client that something was measured of. */
export type Device = {
  readonly client: string
  readonly id: string
  readonly type: string | null
  readonly source: string
  /** By metric. */
  readonly units: Readonly<Record<string, UnitInUse>>
  readonly first_seen_at: string
  readonly last_seen_at: string
}

export type Sighting = Pick<Device, 'client' | 'id' | 'type' | 'source'> & { readonly at: number }

export function seen(before: Device | undefined, { client, id, type, source, at }: Sighting): Device {
  const time = iso(at)
  if (!before) return { client, id, type, source, units: {}, first_seen_at: time, last_seen_at: time }
  const last_seen_at = time > before.last_seen_at ? time : before.last_seen_at
  return { ...before, type: type ?? before.type, source, last_seen_at }
}

/** The unit of a value, and the device from then on: another unit than before is a break, and no step of the value. */
export function measured(
  device: Device,
  metric: string,
  { given, implied, at }: { readonly given: string | null; readonly implied: string | null; readonly at: number },
): { readonly unit: string | null; readonly device: Device } {
  const known = Object.hasOwn(device.units, metric) ? device.units[metric] : undefined
  const unit = given ?? (known ? known.unit : implied)
  const time = iso(at)
  // A value from before the break comes late, and is what it was then.
  if (known && (known.unit === unit || time < known.since)) return { unit, device }
  const inUse: UnitInUse = { unit, since: time, before: known ? known.unit : null }
  return { unit, device: { ...device, units: { ...device.units, [metric]: inUse } } }
}

const special: Readonly<Record<string, string>> = { activity_tracker: 'activity_level' }

/** What an object of this type is there to measure: the temperature of a temperature sensor. */
export const metricOfType = (type: string | null): string | undefined =>
  type === null ? undefined : (special[type] ?? type.replace(/_(sensor|meter|tracker)$/, ''))

export function ownMetric({ type }: Pick<Device, 'type'>, metrics: readonly string[]): string | undefined {
  const meant = metricOfType(type)
  if (meant !== undefined && metrics.includes(meant)) return meant
  return metrics.find(metric => metric !== 'battery_level') ?? metrics[0]
}
