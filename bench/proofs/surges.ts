import { testClock } from '../../kit/testing/clock.ts'
import { hoursKept, hoursOfWeek, type LearnedHour, learnBaseline } from '../../services/reports/baselines/baseline.ts'
import { KnownIncidents } from '../../services/reports/copies/incident-copy.ts'
import { addTo, type Counts, countsOf, noCounts } from '../../services/reports/submission/minute-counts.ts'
import { ReportWeighting } from '../../services/reports/submission/report-weighting.ts'
import { ReporterKeys } from '../../services/reports/submission/reporter-keys.ts'
import { senderOf } from '../../services/reports/submission/sender.ts'
import {
  accumulate,
  advance,
  type Level,
  likelyThreshold,
  noReports,
  pureForm,
  quiet,
} from '../../services/reports/surges/surge.ts'
import type { Bench } from '../bench.ts'
import { type Chance, chanceFrom, gammaNoise, weekShape } from '../crowd.ts'
import { plain, quantile, type Report } from '../report.ts'

export const surges: Bench = {
  name: 'surges',
  shows: 'surges of reports are found soon, seldom where there are none, and not made by one abuser or by the news',
  quick: report => run(report, { years: 3, jumps: 150, pure: 400 }),
  proof: report => run(report, { years: 100, jumps: 3_000, pure: 20_000 }),
}

type Plan = { readonly years: number; readonly jumps: number; readonly pure: number }

async function run(report: Report, plan: Plan): Promise<void> {
  falseAlarms(report, plan.years)
  delays(report, plan.jumps)
  pureDelays(report, plan.pure)
  oneAbuser(report)
  echo(report)
}

const minutesOfYear = 525_600
const warmUp = hoursKept * 60

const minuteWith = (count: number) =>
  count === 0
    ? noReports
    : {
        weight: count,
        reporters: count,
        networks: count,
        proven: { weight: count, reporters: count, networks: count },
      }

type Traffic = {
  readonly rate: number
  /** How far off what is thought usual is, drawn anew each week; it is then not learned. */
  readonly wrong_sd?: number
  readonly shape: (minute: number) => number
  readonly noise: (minute: number) => number
  readonly chance: Chance
}

/** Counts alarms over the years, each hour learned from as the service does, after eight weeks of learning. */
function alarmsIn(
  years: number,
  { rate, wrong_sd, shape, noise, chance }: Traffic,
): { likely: number; possible: number } {
  const found = { likely: 0, possible: 0 }
  const history: LearnedHour[] = []
  let rates: readonly number[] = []
  let reports = 0
  let surge = quiet
  let believed = rate
  const slotOf = (hour: number) => hour % hoursOfWeek
  for (let minute = 0; minute < warmUp + years * minutesOfYear; minute++) {
    const count = chance.poisson(rate * shape(minute) * noise(minute))
    reports += count
    const hour = Math.floor(minute / 60)
    if (minute >= warmUp) {
      const before = surge.level
      if (wrong_sd && minute % 10_080 === 0) believed = rate * (1 + wrong_sd * chance.normal())
      const usual = wrong_sd ? believed : (rates[slotOf(hour)] ?? rate)
      surge = advance(surge, minuteWith(count), { minute, usual, threshold: likelyThreshold, echo: false })
      if (surge.level !== before && surge.level !== 'none') found[surge.level] += 1
    }
    if (minute % 60 < 59) continue
    history.push({ hour, reports, minutes: 60 })
    if (history.length > hoursKept) history.shift()
    reports = 0
    // Each hour in the service; twice a day is near enough and far quicker.
    if (minute >= warmUp - 60 && hour % 12 === 11) {
      rates = learnBaseline(history, { now_hour: hour, slotOf, start_rate: 0 })
    }
  }
  return found
}

const level = () => 1

function falseAlarms(report: Report, years: number): void {
  for (const rate of [0.05, 0.5]) {
    const crowds = [
      ['Poisson', level, () => level, 0],
      ['Gamma-Poisson', level, gammaNoise, 0],
      ['day and week, Gamma-Poisson', weekShape, gammaNoise, 0],
      ['Gamma-Poisson, the usual known within 15 %', level, gammaNoise, 0.15],
    ] as const
    for (const [name, shape, noiseOf, wrong_sd] of crowds) {
      const chance = chanceFrom(11)
      const { likely, possible } = alarmsIn(years, { rate, wrong_sd, shape, noise: noiseOf(chance), chance })
      const a_year = likely / years
      report.require(
        `${name}, ${rate} per minute: false alarms at "likely" ≤ 1.2 a year`,
        a_year <= 1.2,
        `${plain(a_year)} a year in ${years} (and ${plain(possible / years)} "possible")`,
      )
    }
  }
}

type Jump = { readonly delay: number; readonly recovery: number }

/** One surge of an hour on noisy traffic whose usual rate is known within 15 %. `ramp`: minutes until it is at its height. */
function jump(times: number, ramp: number, chance: Chance): Jump {
  const rate = 0.5
  const noise = gammaNoise(chance)
  const offset = Math.floor(chance.uniform() * 30)
  const usual = rate * (1 + 0.15 * chance.normal())
  const lasting = 60
  const begun = 120
  let surge = quiet
  let found: number | null = null
  for (let minute = 0; ; minute++) {
    const height = minute < begun ? 0 : ramp === 0 ? 1 : Math.min(1, (minute - begun + 1) / ramp)
    // It lasts until it is found, and an hour more.
    const over = found !== null && minute >= found + lasting
    const factor = over ? 1 : 1 + (times - 1) * height
    const count = chance.poisson(rate * factor * noise(minute + offset))
    surge = advance(surge, minuteWith(count), { minute, usual, threshold: likelyThreshold, echo: false })
    if (found === null && minute >= begun && surge.level === 'likely') found = minute
    if (over && found !== null && surge.level === 'none') {
      return { delay: found - begun + 1, recovery: minute - found - lasting + 1 }
    }
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function delays(report: Report, jumps: number): void {
  const limits = [
    [5, 25],
    [10, 7],
    [30, 2],
  ] as const
  for (const ramp of [0, 5]) {
    for (const [times, limit] of limits) {
      const chance = chanceFrom(23)
      const found = Array.from({ length: jumps }, () => jump(times, ramp, chance))
      const delay = mean(found.map(one => one.delay))
      const late = quantile(
        found.map(one => one.recovery),
        0.9,
      )
      const what = `${ramp === 0 ? 'a step' : `a ramp of ${ramp} min`} to ${times} times 0.5 per minute`
      report.require(
        `${what}: found within ${limit + ramp} min`,
        delay <= limit + ramp,
        `${plain(delay)} min on average`,
      )
      report.require(`${what}: over within 30 min of its end`, late <= 30, `9 of 10 within ${late} min`)
    }
  }
}

/** Rate, jump, threshold for one false alarm a year, and the delay of the best single CUSUM, in minutes. */
const oracles = [
  [0.05, 5, 11.4, 67.6],
  [0.05, 10, 11.4, 22.1],
  [0.05, 30, 11.4, 5.6],
  [0.5, 2, 12.2, 71],
  [0.5, 3, 12.2, 23.5],
  [0.5, 5, 12.2, 8.5],
  [0.5, 10, 12.2, 2.9],
  [5, 1.5, 12.3, 27.8],
  [5, 2, 12.3, 8.7],
  [5, 3, 12.3, 3.1],
] as const

/** On Poisson traffic with a known daily course, where the bound holds. */
function pureDelays(report: Report, runs: number): void {
  for (const [rate, times, threshold, oracle] of oracles) {
    const chance = chanceFrom(37)
    let minutes = 0
    for (let at = 0; at < runs; at++) {
      const begun = Math.floor(1440 * chance.uniform())
      let sums: readonly number[] = []
      for (let minute = begun; Math.max(0, ...sums) <= threshold; minute++) {
        const usual = rate * (1 + 0.7 * Math.sin((2 * Math.PI * minute) / 1440))
        sums = accumulate(pureForm, sums, { count: chance.poisson(usual * times), usual, ceiling: 3 * threshold })
        minutes += 1
      }
    }
    const ratio = minutes / runs / oracle
    const limit = times >= 3 ? 1.15 : 1.25
    report.require(
      `pure form, ${times} times ${rate} per minute: at most ${limit} times the best possible`,
      ratio <= limit,
      `${plain(ratio)} times, ${plain(minutes / runs)} min`,
    )
  }
}

function oneAbuser(report: Report): void {
  for (const usual of [0.02, 0.5]) {
    const levels = new Set<Level>()
    const weighting = new ReportWeighting({ keys: new ReporterKeys(testClock()), random: () => 0 })
    let surge = quiet
    for (let minute = 0; minute < 120; minute++) {
      let counts: Counts = noCounts
      for (let host = minute; host < 100 && minute < 20; host += 20) {
        const sender = senderOf(`203.0.113.${host}`)
        const counted = weighting.weigh({
          ...{ component_id: 'c1', category: 'unavailable', proven: true },
          ...{ sender, minute, since: surge.since },
        })
        if (counted) counts = sumOf(counts, countsOf(counted))
      }
      surge = advance(surge, counts, { minute, usual, threshold: likelyThreshold, echo: false })
      levels.add(surge.level)
    }
    report.require(
      `100 reports of one network, ${usual} per minute usual: never above "possible"`,
      !levels.has('likely'),
      [...levels].join(', '),
    )
  }
}

function sumOf(a: Counts, b: Counts): Counts {
  const sums = new Map([['c1', a]])
  addTo(sums, 'c1', b)
  return sums.get('c1') ?? noCounts
}

/** An incident is told to the public, and for three hours thirty times as many people report it. */
function echo(report: Report): void {
  const chance = chanceFrom(53)
  const rate = 0.5
  const told = 7 * 1440
  const iso = (minute: number) => new Date(minute * 60_000).toISOString()
  const incidents = new KnownIncidents()
  const known = { started_at: iso(told), detected_at: iso(told), resolved_at: iso(told + 180) }
  incidents.keep({ id: 'i1', components: ['c1'], ours: false, ...known }, false)
  const levels = new Set<Level>()
  const history = new Map<number, { reports: number; minutes: number }>()
  let surge = quiet
  for (let minute = 0; minute < 8 * 1440; minute++) {
    const read = minute >= told && minute < told + 200
    const count = chance.poisson(read ? 30 * rate : rate)
    const conditions = { minute, usual: rate, threshold: likelyThreshold, echo: incidents.isEcho('c1', minute) }
    surge = advance(surge, minuteWith(count), conditions)
    if (minute >= told) levels.add(surge.level)
    if (incidents.isTrouble('c1', minute)) continue
    const hour = Math.floor(minute / 60)
    const before = history.get(hour) ?? { reports: 0, minutes: 0 }
    history.set(hour, { reports: before.reports + count, minutes: before.minutes + 1 })
  }
  const hours = [...history].map(([hour, counted]) => ({ hour, ...counted }))
  const rates = learnBaseline(hours, { now_hour: 192, slotOf: hour => hour % hoursOfWeek, start_rate: 0 })
  report.require('the echo of the news raises no alarm', levels.size === 1, [...levels].join(', '))
  const highest = Math.max(...rates)
  report.require('nothing is learned from the echo', highest < 1.5 * rate, `at most ${plain(highest)} per minute`)
}
