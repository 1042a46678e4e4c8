import type { Labels, Sample } from '../../../../kit/telemetry/series/sample.ts'
import { seeded } from '../../../../kit/testing/hostile-bus.ts'

/** 2025-11-14T10:00:00Z; two hours follow, which Prometheus takes into its head as one block. */
export const firstAt = 1_763_114_400_000
export const lastAt = firstAt + 2 * 3_600_000

type Draw = () => number
type Shape = (step: number, at: number) => number | null | undefined

const jobs = ['api', 'web']
const instances = ['a:9090', 'b:9090', 'c:9090']

/** Counters that are reset, gauges, histograms, series that end and begin, at times that are not quite regular. */
export function fuzzSamples(seed: number): readonly Sample[] {
  const draw = seeded(seed)
  const samples: Sample[] = []
  const add = (name: string, labels: Labels, every: number, shape: Shape) => {
    samples.push(...seriesOf({ name, labels }, { every, draw, shape }))
  }
  for (const job of jobs) {
    for (const instance of instances) {
      add('up', { job, instance }, 15_000, () => (draw() < 0.9 ? 1 : 0))
      add('build_info', { job, instance, version: `v${1 + Math.floor(draw() * 3)}` }, 60_000, () => 1)
      for (const code of ['200', '404', '500']) add('requests_total', { job, instance, code }, 15_000, counter(draw))
    }
    for (const instance of instances.slice(0, 2)) addHistogram(add, { job, instance }, draw)
  }
  for (const room of ['bath', 'hall', 'kitchen', 'study']) {
    add('temperature', { room, sensor: `s-${room.length}` }, 30_000, walk(draw, 20, 0.5))
    add('humidity', { room }, 60_000, walk(draw, 50, 4))
  }
  add('sparse', { of: 'four-minutes' }, 240_000, walk(draw, 0, 10))
  add('sparse', { of: 'seven-minutes' }, 420_000, walk(draw, 0, 10))
  add('constant', { value: 'seven' }, 15_000, () => 7)
  add('extreme', { size: 'huge' }, 30_000, () => (draw() - 0.5) * 1e300)
  add('extreme', { size: 'tiny' }, 30_000, () => (draw() - 0.5) * 1e-300)
  add('extreme', { size: 'infinite' }, 30_000, () => (draw() < 0.1 ? Number.POSITIVE_INFINITY : draw()))
  add('whole', { parity: 'even' }, 15_000, step => 2 * (step % 10))
  add('whole', { parity: 'odd' }, 15_000, step => 1 + 2 * (step % 7))
  add('seconds', { of: 'clock' }, 60_000, (_, at) => at / 1_000)
  return samples.sort((a, b) => a.at - b.at)
}

function seriesOf(
  series: { readonly name: string; readonly labels: Labels },
  { every, draw, shape }: { readonly every: number; readonly draw: Draw; readonly shape: Shape },
): readonly Sample[] {
  const samples: Sample[] = []
  const phase = Math.floor(draw() * every)
  let missing = 0
  for (let step = 0; firstAt + step * every + phase < lastAt; step++) {
    const jitter = draw() < 0.3 ? Math.floor(draw() * 200) : 0
    const at = firstAt + step * every + phase + jitter
    missing -= 1
    if (missing > 0) continue
    if (draw() < 0.005) {
      missing = 1 + Math.floor(draw() * 40)
      if (draw() < 0.5) samples.push({ ...series, at, value: null })
      continue
    }
    const value = shape(step, at)
    if (value !== undefined) samples.push({ ...series, at, value })
  }
  return samples
}

function counter(draw: Draw): Shape {
  let value = Math.floor(draw() * 1_000)
  return () => {
    value = draw() < 0.01 ? 0 : value + Math.floor(draw() * 20)
    return value
  }
}

function walk(draw: Draw, start: number, most: number): Shape {
  let value = start
  return () => {
    value += (draw() - 0.5) * most
    return value
  }
}

type Add = (name: string, labels: Labels, every: number, shape: Shape) => void

function addHistogram(add: Add, labels: Labels, draw: Draw): void {
  const bounds = ['0.1', '0.5', '1', '2.5', '+Inf']
  for (const [at, le] of bounds.entries()) {
    let value = 0
    add('latency_bucket', { ...labels, le }, 15_000, () => {
      value += Math.floor(draw() * 3 * (at + 1))
      return value
    })
  }
}
