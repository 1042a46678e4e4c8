import type { Reader, Writer } from 'protobufjs/minimal.js'
import { lazyRequire } from '../../../kit/runtime/lazy-require.ts'
import type { Labels, Sample } from '../../../kit/telemetry/series/sample.ts'

// `prometheus.WriteRequest` of remote write 1.0 (https://prometheus.io/docs/concepts/remote_write_spec/).

const protobuf = lazyRequire<typeof import('protobufjs/minimal.js')>('protobufjs/minimal')

export type Metadata = {
  readonly name: string
  readonly type: MetricType
  readonly help: string
  readonly unit: string
}
export type MetricType = (typeof metricTypes)[number]
/** In the order of their numbers. */
const metricTypes = [
  ...(['unknown', 'counter', 'gauge', 'histogram', 'gaugehistogram', 'summary', 'info', 'stateset'] as const),
] as const

export type WriteRequest = { readonly samples: readonly Sample[]; readonly metadata: readonly Metadata[] }

export const mostSeries = 50_000
export const mostSamples = 200_000
const mostLabels = 200

/** Thrown within this file only, for what is more than anybody sends. */
export class TooMany extends Error {}

const tag = (field: number, wire: 0 | 1 | 2) => (field << 3) | wire

/** Bits of the NaN by which Prometheus says that a series ended. */
const stale = { high: 0x7ff00000, low: 0x00000002 }
const bytes = new DataView(new ArrayBuffer(8))

export function readWriteRequest(body: Uint8Array): WriteRequest {
  const reader = protobuf().Reader.create(body)
  const samples: Sample[] = []
  const metadata: Metadata[] = []
  let series = 0
  eachField(reader, reader.len, tagged => {
    if (tagged === tag(1, 2)) {
      series += 1
      readSeries(reader, samples)
    } else if (tagged === tag(3, 2)) metadata.push(readMetadata(reader))
    else return false
    if (series > mostSeries || samples.length > mostSamples || metadata.length > mostSeries) throw new TooMany()
    return true
  })
  return { samples, metadata }
}

/** Fields that nobody knows here are left out, exemplars and native histograms among them. */
function eachField(reader: Reader, end: number, read: (tagged: number) => boolean): void {
  while (reader.pos < end) {
    const tagged = reader.uint32()
    if (!read(tagged)) reader.skipType(tagged & 7)
  }
  if (reader.pos !== end) throw new RangeError('a message ends behind its length')
}

function within(reader: Reader, read: (tagged: number) => boolean): void {
  const length = reader.uint32()
  const end = reader.pos + length
  if (end > reader.len) throw new RangeError('a message is longer than what holds it')
  eachField(reader, end, read)
}

function readSeries(reader: Reader, samples: Sample[]): void {
  const labels: Record<string, string> = {}
  const points: { at: number; value: number | null }[] = []
  let count = 0
  within(reader, tagged => {
    if (tagged === tag(1, 2)) {
      count += 1
      if (count > mostLabels) throw new TooMany()
      readLabel(reader, labels)
    } else if (tagged === tag(2, 2)) points.push(readSample(reader))
    else return false
    if (samples.length + points.length > mostSamples) throw new TooMany()
    return true
  })
  const { __name__: name = '', ...others } = labels
  for (const { at, value } of points) samples.push({ name, labels: others, at, value })
}

function readLabel(reader: Reader, labels: Record<string, string>): void {
  let name = ''
  let value = ''
  within(reader, tagged => {
    if (tagged === tag(1, 2)) name = reader.string()
    else if (tagged === tag(2, 2)) value = reader.string()
    else return false
    return true
  })
  // A plain assignment of this name would set the prototype.
  Object.defineProperty(labels, name, { value, enumerable: true, configurable: true, writable: true })
}

function readSample(reader: Reader): { at: number; value: number | null } {
  let at = 0
  let value: number | null = 0
  within(reader, tagged => {
    if (tagged === tag(1, 1)) value = readDouble(reader)
    else if (tagged === tag(2, 0)) at = Number(reader.int64())
    else return false
    return true
  })
  return { at, value }
}

/** By its bits, since JavaScript does not tell one NaN from another. */
function readDouble(reader: Reader): number | null {
  const low = reader.fixed32()
  const high = reader.fixed32()
  if (low === stale.low && high === stale.high) return null
  bytes.setUint32(0, low, true)
  bytes.setUint32(4, high, true)
  return bytes.getFloat64(0, true)
}

function readMetadata(reader: Reader): Metadata {
  let type: MetricType = 'unknown'
  const texts = { name: '', help: '', unit: '' }
  within(reader, tagged => {
    if (tagged === tag(1, 0)) type = metricTypes[reader.uint32()] ?? 'unknown'
    else if (tagged === tag(2, 2)) texts.name = reader.string()
    else if (tagged === tag(4, 2)) texts.help = reader.string()
    else if (tagged === tag(5, 2)) texts.unit = reader.string()
    else return false
    return true
  })
  return { ...texts, type }
}

/** Samples of one series next to one another become one message. */
export function writeWriteRequest(samples: readonly Sample[], metadata: readonly Metadata[] = []): Uint8Array {
  const writer = protobuf().Writer.create()
  for (const run of runsOf(samples)) writeSeries(writer, run)
  for (const one of metadata) {
    writer.uint32(tag(3, 2)).fork()
    writer.uint32(tag(1, 0)).uint32(metricTypes.indexOf(one.type))
    writer.uint32(tag(2, 2)).string(one.name).uint32(tag(4, 2)).string(one.help).uint32(tag(5, 2)).string(one.unit)
    writer.ldelim()
  }
  return writer.finish()
}

function runsOf(samples: readonly Sample[]): readonly (readonly [Sample, ...Sample[]])[] {
  const runs: [Sample, ...Sample[]][] = []
  for (const sample of samples) {
    const run = runs.at(-1)
    if (run && run[0].name === sample.name && sameLabels(run[0].labels, sample.labels)) run.push(sample)
    else runs.push([sample])
  }
  return runs
}

function sameLabels(a: Labels = {}, b: Labels = {}): boolean {
  if (a === b) return true
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every(name => a[name] === b[name])
}

function writeSeries(writer: Writer, run: readonly [Sample, ...Sample[]]): void {
  const [{ name, labels }] = run
  writer.uint32(tag(1, 2)).fork()
  const named = Object.entries({ ...labels, __name__: name }).filter(([, value]) => value !== '')
  // The specification wants them in order.
  for (const [label, value] of named.sort(([a], [b]) => (a < b ? -1 : 1))) {
    writer.uint32(tag(1, 2)).fork()
    writer.uint32(tag(1, 2)).string(label).uint32(tag(2, 2)).string(value)
    writer.ldelim()
  }
  for (const { at, value } of run) {
    writer.uint32(tag(2, 2)).fork().uint32(tag(1, 1))
    if (value === null) writer.fixed32(stale.low).fixed32(stale.high)
    else writer.double(value)
    writer.uint32(tag(2, 0)).int64(at).ldelim()
  }
  writer.ldelim()
}
