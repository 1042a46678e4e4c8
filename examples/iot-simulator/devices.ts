/** Invented devices and what they measure: a pure function of seed, device, metric and time, so that a run can be repeated. */

export type Metric = 'temperature' | 'humidity' | 'activity_level' | 'battery_level'
export type DeviceType = 'temperature_sensor' | 'humidity_sensor' | 'activity_tracker'
export type Device = {
  readonly id: string
  readonly client: string
  readonly type: DeviceType
  readonly number: number
}

/** `daily`: days, weather and noise within the ranges of the real API. `uniform`: any value of the range each time, as there. */
export type Signal = 'daily' | 'uniform'

export type Fleet = {
  readonly seed: number
  readonly devices: number
  /** Among how many clients the devices are shared out; three, and more where there are many devices. */
  readonly clients?: number
  readonly signal?: Signal
}

const types: readonly DeviceType[] = ['temperature_sensor', 'humidity_sensor', 'activity_tracker']

export const metricOf: Readonly<Record<DeviceType, Metric>> = {
  temperature_sensor: 'temperature',
  humidity_sensor: 'humidity',
  activity_tracker: 'activity_level',
}

type Range = { readonly low: number; readonly high: number; readonly decimals: number }

export const ranges: Readonly<Record<Metric, Range>> = {
  temperature: { low: 20, high: 30, decimals: 2 },
  humidity: { low: 40, high: 80, decimals: 0 },
  activity_level: { low: 0, high: 100, decimals: 0 },
  battery_level: { low: 10, high: 100, decimals: 0 },
}

export function devicesOf({ devices, clients = Math.max(3, Math.ceil(devices / 20)) }: Fleet): readonly Device[] {
  return Array.from({ length: devices }, (_, index) => ({
    id: `device_${index + 1}`,
    client: `client_${Math.floor((index * clients) / devices) + 1}`,
    type: types[index % types.length] ?? 'temperature_sensor',
    number: index + 1,
  }))
}

/** What the device measures at that moment; null for what it does not measure. */
export function measure(fleet: Fleet, device: Device, metric: Metric, at: number): number | null {
  if (metric !== 'battery_level' && metric !== metricOf[device.type]) return null
  const chance = chanceOf(fleet.seed, device, metric)
  return rounded(metric, fleet.signal === 'uniform' ? between(metric, chance(at)) : daily[metric](chance, device, at))
}

export function between(metric: Metric, share: number): number {
  const { low, high } = ranges[metric]
  return low + share * (high - low)
}

export function rounded(metric: Metric, value: number): number {
  const { low, high, decimals } = ranges[metric]
  return Number(Math.min(high, Math.max(low, value)).toFixed(decimals))
}

/** A number from 0 to 1 for each moment, and independent ones for each `salt`. */
type ChanceAt = (tick: number, salt?: number) => number

const hourMs = 3_600_000
const dayMs = 24 * hourMs

const daily: Readonly<Record<Metric, (chance: ChanceAt, device: Device, at: number) => number>> = {
  temperature: (chance, _, at) =>
    25 + 2.4 * dayWave(at) + 0.9 * smooth(chance, at, 3 * hourMs) + 0.6 * constant(chance) + 0.12 * normal(chance, at),
  humidity: (chance, _, at) =>
    60 - 6 * dayWave(at) + 3 * smooth(chance, at, 4 * hourMs) + 3 * constant(chance) + 0.8 * normal(chance, at),
  activity_level: (chance, _, at) => {
    const awake = Math.max(0, Math.min(1, 0.5 + 1.6 * dayWave(at)))
    return 6 + awake * (42 + 14 * smooth(chance, at, hourMs / 2)) + 5 * normal(chance, at)
  },
  // Used up over some days, then charged within two hours.
  battery_level: (chance, device, at) => {
    const periodMs = (3 + 3 * chance(0, 1)) * dayMs
    const into = (at + device.number * 5 * hourMs) % periodMs
    const charging = into > periodMs - 2 * hourMs
    return charging ? 100 - 85 * ((periodMs - into) / (2 * hourMs)) : 100 - 85 * (into / (periodMs - 2 * hourMs))
  },
}

/** Lowest at three in the morning, highest at three in the afternoon. */
const dayWave = (at: number): number => Math.sin((2 * Math.PI * (at - 9 * hourMs)) / dayMs)

/** From -1 to 1, always the same. */
const constant = (chance: ChanceAt): number => 2 * chance(0, 2) - 1

/** From -1 to 1, changing slowly: random values at regular moments, joined by cosines. */
function smooth(chance: ChanceAt, at: number, everyMs: number): number {
  const knot = Math.floor(at / everyMs)
  const share = (1 - Math.cos(Math.PI * (at / everyMs - knot))) / 2
  return 2 * ((1 - share) * chance(knot, 3) + share * chance(knot + 1, 3)) - 1
}

/** Box-Muller. */
const normal = (chance: ChanceAt, at: number): number =>
  Math.sqrt(-2 * Math.log(1 - chance(at, 4))) * Math.cos(2 * Math.PI * chance(at, 5))

export function chanceOf(seed: number, device: Device, metric: Metric): ChanceAt {
  const base = mixed(mixed(seed, device.number), metric.length)
  return (tick, salt = 0) => mixed(mixed(mixed(base, salt), Math.floor(tick / 2 ** 32)), tick) / 2 ** 32
}

/** The finalizer of MurmurHash3 over both numbers. */
function mixed(one: number, other: number): number {
  let hash = Math.imul(one ^ (other >>> 0), 0x9e3779b1) + 0x7f4a7c15
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
