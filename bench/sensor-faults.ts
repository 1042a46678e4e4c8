import {
  type Device,
  type DeviceType,
  devicesOf,
  type Metric,
  metricOf,
  ranges,
  type Signal,
} from '../examples/iot-simulator/devices.ts'
import { type DeviceFault, deviceFaults, type Fault, samplesOf } from '../examples/iot-simulator/faults.ts'
import type { Alarm } from '../kit/anomalies/alarm.ts'
import { detectorOf, type Rule } from '../kit/anomalies/detector.ts'
import { seeded } from '../kit/testing/hostile-bus.ts'

/** Four weeks of simulated sensors, with one fault of each kind, and what a rule says about them. */

const start = Date.UTC(2026, 0, 5)
const hour = 3_600_000
const day = 24 * hour
const weeks = 4

export type Life = {
  readonly seed: number
  readonly device: Device
  readonly metric: Metric
  readonly signal: Signal
  readonly every_ms: number
}

/** Of each type of device one, and a battery. */
export function livesOf(seed: number, signal: Signal, every_ms: number): readonly Life[] {
  const types: readonly DeviceType[] = ['temperature_sensor', 'humidity_sensor', 'activity_tracker']
  const devices = devicesOf({ seed, devices: 6 }).slice(0, types.length)
  const own = devices.map(device => ({ seed, device, metric: metricOf[device.type], signal, every_ms }))
  const battery = devices
    .slice(0, 1)
    .map(device => ({ ...own[0], seed, device, metric: 'battery_level', signal, every_ms }) as const)
  return [...own, ...battery]
}

/** One of each kind in random order, one every three and a half days from the eighth day on. */
export function faultsFor({ seed, device, metric, every_ms }: Life): readonly Fault[] {
  const chance = seeded(seed * 1_000 + device.number)
  const { low, high } = ranges[metric]
  const either = (size: number) => (chance() < 0.5 ? -size : size) * (high - low)
  const shapes: Readonly<Record<DeviceFault, () => { ms: number; size?: number }>> = {
    spike: () => ({ ms: every_ms * (1 + Math.floor(3 * chance())), size: either(1 + chance() / 2) }),
    drift: () => ({ ms: (12 + 12 * chance()) * hour, size: either(0.08 + 0.07 * chance()) }),
    stuck: () => ({ ms: (1.2 + 2 * chance()) * hour }),
    dropout: () => ({ ms: (1.2 + 2 * chance()) * hour }),
    late_burst: () => ({ ms: (1.2 + 2 * chance()) * hour }),
    unit_change: () => ({ ms: (3 + 6 * chance()) * hour }),
  }
  const order = deviceFaults.map(kind => ({ kind, place: chance() })).sort((one, other) => one.place - other.place)
  return order.map(({ kind }, index) => {
    const after = (7 + (index + chance() / 2) * 3.5) * day
    const from = start + Math.round(after / every_ms) * every_ms
    const { ms, size } = shapes[kind]()
    return { kind, metric, from, to: from + ms, ...(size !== undefined && { size }) }
  })
}

/** Everything that is told, while time passes and samples arrive. */
export function watch(rule: Rule, life: Life, faults: readonly Fault[]): readonly Alarm[] {
  const { seed, device, metric, signal, every_ms } = life
  const span = { from: start, to: start + weeks * 7 * day, every_ms, faults }
  const detector = detectorOf(rule)
  const state = detector.start()
  const alarms: (Alarm | null | undefined)[] = []
  let now = start
  for (const { at, value, arrives_at } of samplesOf({ seed, devices: 6, signal }, device, metric, span)) {
    for (; now + every_ms <= arrives_at; now += every_ms) alarms.push(detector.check?.(state, now + every_ms / 2))
    alarms.push(detector.step(state, at, value, { arrived_at: arrives_at }))
  }
  return alarms.filter(alarm => alarm !== null && alarm !== undefined)
}

export type Judgement = {
  readonly kind: DeviceFault
  /** Something was told while it lasted or soon after. */
  readonly found: boolean
  /** By its own name; a dropout must not be called late. */
  readonly named: boolean
}

export function judge(life: Life, alarms: readonly Alarm[], faults: readonly Fault[]) {
  const grace = Math.max(hour / 2, 12 * life.every_ms)
  const belongs = ({ at }: Alarm, { from, to }: Fault) => at >= from && at <= to + grace
  const judgements = faults.map((fault): Judgement => {
    const kinds = alarms.filter(alarm => belongs(alarm, fault)).map(({ kind }) => kind)
    const kind = fault.kind as DeviceFault
    const named = kinds.includes(kind) && !(kind === 'dropout' && kinds.includes('late_burst'))
    return { kind, found: kinds.length > 0, named }
  })
  return { judgements, false_alarms: alarms.filter(alarm => !faults.some(fault => belongs(alarm, fault))) }
}

export const falseAlarmsAllowed = weeks
