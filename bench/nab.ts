import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Series of the Numenta Anomaly Benchmark and its score, by its own formulae: standard profile, version 1.1. */

export type LabelledSeries = {
  readonly name: string
  readonly times: readonly number[]
  readonly values: readonly number[]
  /** Index of the first and of the last sample of each window in which something is wrong. */
  readonly windows: readonly (readonly [number, number])[]
}

const folder = join(import.meta.dirname, '..', '..', 'shared', 'data', 'nab')
const names = ['machine_temperature_system_failure', 'nyc_taxi', 'cpu_utilization_asg_misconfiguration']

/** They are not part of this repository: null where they do not lie beside it. */
export function readSeries(): readonly LabelledSeries[] | null {
  if (!existsSync(folder)) return null
  const labels: Record<string, [string, string][]> = JSON.parse(
    readFileSync(join(folder, 'combined_windows.json'), 'utf8'),
  )
  const time = (text: string) => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`)
  return names.map(name => {
    const rows = readFileSync(join(folder, `${name}.csv`), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
    const times = rows.map(row => time(row))
    const values = rows.map(row => Number(row.split(',')[1]))
    const windows = (labels[`realKnownCause/${name}.csv`] ?? []).map(
      ([from, to]) => [times.indexOf(time(from)), times.indexOf(time(to))] as const,
    )
    return { name, times, values, windows }
  })
}

const falseAlarmWeight = 0.11

/** From 1 at the beginning of a window over 0 at its end to -1 long after it. */
const scaledSigmoid = (position: number): number => (position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1)

const probationOf = ({ times }: LabelledSeries): number => Math.min(Math.floor(0.15 * times.length), 750)

/** What an alarm at a sample is worth: in a window of which only its best one counts, or as a false alarm. */
function worthOf({ windows }: LabelledSeries, index: number): { window: number; worth: number } {
  const window = windows.findIndex(([from, to]) => from <= index && index <= to)
  const [from, to] = windows[window] ?? [0, 0]
  if (window >= 0) {
    return { window, worth: scaledSigmoid(-(to - index + 1) / (to - from + 1)) / scaledSigmoid(-1) }
  }
  const before = windows.findLast(([, to]) => to < index)
  const position = before ? (index - before[1]) / (before[1] - before[0]) : Number.POSITIVE_INFINITY
  return { window, worth: falseAlarmWeight * scaledSigmoid(position) }
}

export type Score = {
  readonly score: number
  readonly found: number
  readonly windows: number
  readonly false_alarms: number
}

/** 100 for finding each window at its beginning and nothing else, 0 for finding nothing. `alarms`: of each series its indices. */
export function scoreOf(series: readonly LabelledSeries[], alarms: readonly (readonly number[])[]): Score {
  let sum = 0
  let found = 0
  let false_alarms = 0
  for (const [number, one] of series.entries()) {
    const best = one.windows.map(() => -1)
    for (const index of alarms[number] ?? []) {
      if (index < probationOf(one)) continue
      const { window, worth } = worthOf(one, index)
      if (window >= 0) best[window] = Math.max(best[window] ?? -1, worth)
      else {
        sum += worth
        false_alarms += 1
      }
    }
    sum += best.reduce((total, worth) => total + worth, 0)
    found += best.filter(worth => worth > -1).length
  }
  const windows = series.reduce((count, one) => count + one.windows.length, 0)
  return { score: (100 * (sum + windows)) / (2 * windows), found, windows, false_alarms }
}

/** The best score that any one threshold for all series could have had, as the benchmark finds it: by hindsight. */
export function bestScoreOf(series: readonly LabelledSeries[], excesses: readonly (readonly number[])[]): Score {
  const thresholds = [...new Set(excesses.flat().filter(excess => excess > 0))]
  const scores = thresholds.map(threshold =>
    scoreOf(
      series,
      excesses.map(one => one.flatMap((excess, index) => (excess >= threshold ? [index] : []))),
    ),
  )
  return scores.reduce((best, score) => (score.score > best.score ? score : best), scoreOf(series, []))
}

/**
 * The plain quantile band, by sorting: how many spans each value lies outside of the 0.1–99.9 % of the 8,000 before it,
 * and nothing for fifty samples after one that does.
 */
export function plainBand(values: readonly number[], { share = 0.001, window = 8_000, coolDown = 50 } = {}): number[] {
  const sorted: number[] = []
  const placeOf = (value: number) => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] ?? 0) < value) low = middle + 1
      else high = middle
    }
    return low
  }
  const quantile = (q: number) => {
    const place = q * (sorted.length - 1)
    const one = sorted[Math.floor(place)] ?? 0
    return one + (place % 1) * ((sorted[Math.floor(place) + 1] ?? one) - one)
  }
  let quietUntil = 0
  return values.map((value, index) => {
    const [low, high] = [quantile(share), quantile(1 - share)]
    const outside = sorted.length > 1 ? Math.max(value - high, low - value, 0) / Math.max(high - low, 1e-9) : 0
    sorted.splice(placeOf(value), 0, value)
    if (sorted.length > window) sorted.splice(placeOf(values[index - window] ?? 0), 1)
    if (outside === 0 || index < quietUntil) return 0
    quietUntil = index + coolDown + 1
    return outside
  })
}
