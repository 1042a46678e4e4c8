import { type Device, type Fleet, type Metric, measure, metricOf, ranges } from './devices.ts'

/** Of one device, or of all. */
export const deviceFaults = ['spike', 'drift', 'stuck', 'dropout', 'late_burst', 'unit_change'] as const
/** Of the whole API. */
export const apiFaults = ['slow', 'error', 'sleep', 'not_found'] as const

export type DeviceFault = (typeof deviceFaults)[number]
export type FaultKind = DeviceFault | (typeof apiFaults)[number]

export type Fault = {
  readonly kind: FaultKind
  /** All devices where none is named. */
  readonly device?: string
  /** The device's own metric, where none is named. */
  readonly metric?: Metric
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
  /** Of a spike: what is added. Of a drift: what is added in an hour. Of `slow` and `sleep`: how many milliseconds they take. */
  readonly size?: number
  /** Of a late burst: how often the device measures while nobody hears it. */
  readonly every_ms?: number
}

export const isActive = (fault: Fault, at: number): boolean => fault.from <= at && at < fault.to
export const concerns = (fault: Fault, device: Device): boolean => (fault.device ?? device.id) === device.id

/** What the device says it measures at that moment, faults included. */
export function measureWith(
  fleet: Fleet,
  device: Device,
  metric: Metric,
  { at, faults }: { readonly at: number; readonly faults: readonly Fault[] },
): number | null {
  const now = faults.filter(
    fault => isActive(fault, at) && concerns(fault, device) && (fault.metric ?? metricOf[device.type]) === metric,
  )
  const stuck = now.find(({ kind }) => kind === 'stuck')
  const real = measure(fleet, device, metric, stuck?.from ?? at)
  if (real === null) return null
  const value = now.reduce((value, fault) => changed(value, fault, metric, at), real)
  return Number(value.toFixed(Math.max(2, ranges[metric].decimals)))
}

function changed(value: number, { kind, size, from }: Fault, metric: Metric, at: number): number {
  const { low, high } = ranges[metric]
  if (kind === 'spike') return value + (size ?? 1.5 * (high - low))
  if (kind === 'drift') return value + ((size ?? (high - low) / 10) * (at - from)) / 3_600_000
  if (kind === 'unit_change') return metric === 'temperature' ? value * 1.8 + 32 : value / 100
  return value
}

export type Sample = { readonly at: number; readonly value: number; readonly arrives_at: number }

/** The samples of a device in the order of their arrival: those of a dropout never arrive, those of a late burst at its end. */
export function samplesOf(
  fleet: Fleet,
  device: Device,
  metric: Metric,
  span: { readonly from: number; readonly to: number; readonly every_ms: number; readonly faults?: readonly Fault[] },
): readonly Sample[] {
  const faults = (span.faults ?? []).filter(fault => concerns(fault, device))
  const during = (kind: FaultKind, at: number) => faults.find(fault => fault.kind === kind && isActive(fault, at))
  const samples: Sample[] = []
  for (let at = span.from; at < span.to; at += span.every_ms) {
    const value = during('dropout', at) ? null : measureWith(fleet, device, metric, { at, faults })
    if (value !== null) samples.push({ at, value, arrives_at: during('late_burst', at)?.to ?? at })
  }
  return samples.sort((one, other) => one.arrives_at - other.arrives_at || one.at - other.at)
}
