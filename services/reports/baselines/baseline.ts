import { Temporal } from 'temporal-polyfill'

/** What is usual: reports per minute for each of the 168 hours of a week, Monday 00:00 first. */
export type Baseline = readonly number[]

/** What came in one hour, and how many of its minutes may be learned from. `hour` counts from the epoch. */
export type LearnedHour = { readonly hour: number; readonly reports: number; readonly minutes: number }

export const hoursOfWeek = 168
export const hoursKept = 8 * hoursOfWeek
/** Nothing is so quiet that one report would be a surge. */
export const floorRate = 0.02
const halfLifeHours = 3 * hoursOfWeek
/** What is believed of an hour of the week beforehand weighs as much as ten hours of looking; of all hours together too. */
const priorMinutes = 600
/** Hours of the day and days of the week differ more, and are seen more often. */
const coursePriorMinutes = 120
/** From so many weeks on the highest and the lowest of an hour are left out. */
const trimFrom = 4
/** An hour of which less was seen says too little to be a highest or a lowest. */
const leastMinutes = 15

export type LearningOptions = {
  readonly now_hour: number
  /** Which of the 168 an hour is, in the time zone that people live in. */
  readonly slotOf: (hour: number) => number
  /** What is believed of a component that nothing is known of. */
  readonly start_rate: number
}

type Weighed = { reports: number; minutes: number }

/**
 * The same hour of eight weeks, the newer the weightier, pulled towards what the hour of the day and the day of the week
 * make expect, and these towards the mean of all.
 */
export function learnBaseline(history: readonly LearnedHour[], options: LearningOptions): Baseline {
  const slots = Array.from({ length: hoursOfWeek }, (): LearnedHour[] => [])
  for (const learned of history) {
    if (learned.minutes >= leastMinutes) slots[options.slotOf(learned.hour)]?.push(learned)
  }
  const own = slots.map(hours => weigh(trimmed(hours), options.now_hour))
  const overall = shrunk(total(own), Math.max(floorRate, options.start_rate), priorMinutes)
  const factor = (isPart: (slot: number) => boolean) =>
    shrunk(total(own.filter((_weighed, slot) => isPart(slot))), overall, coursePriorMinutes) / overall
  const ofHour = Array.from({ length: 24 }, (_, hour) => factor(slot => slot % 24 === hour))
  const ofDay = Array.from({ length: 7 }, (_, day) => factor(slot => Math.floor(slot / 24) === day))
  return own.map((weighed, slot) => {
    const expected = overall * (ofHour[slot % 24] ?? 1) * (ofDay[Math.floor(slot / 24)] ?? 1)
    return Math.max(floorRate, shrunk(weighed, expected, priorMinutes))
  })
}

export function coldBaseline(start_rate: number): Baseline {
  return Array.from({ length: hoursOfWeek }, () => Math.max(floorRate, start_rate))
}

export function meanRate(baseline: Baseline): number {
  return baseline.reduce((sum, rate) => sum + rate, 0) / hoursOfWeek
}

function trimmed(hours: readonly LearnedHour[]): readonly LearnedHour[] {
  if (hours.length < trimFrom) return hours
  return hours.toSorted((a, b) => a.reports / a.minutes - b.reports / b.minutes).slice(1, -1)
}

function weigh(hours: readonly LearnedHour[], now_hour: number): Weighed {
  const sum = { reports: 0, minutes: 0 }
  for (const { hour, reports, minutes } of hours) {
    const weight = 0.5 ** ((now_hour - hour) / halfLifeHours)
    sum.reports += weight * reports
    sum.minutes += weight * minutes
  }
  return sum
}

function total(slots: readonly Weighed[]): Weighed {
  return slots.reduce(
    (sum, { reports, minutes }) => ({ reports: sum.reports + reports, minutes: sum.minutes + minutes }),
    { reports: 0, minutes: 0 },
  )
}

/** The mean of a Poisson rate whose Gamma prior has mean `prior` and weighs as much as so many minutes. */
function shrunk({ reports, minutes }: Weighed, prior: number, worth: number): number {
  return (prior * worth + reports) / (worth + minutes)
}

/** Minutes and hours are counted from the epoch. */
export const minuteOf = (at: number): number => Math.floor(at / 60_000)
export const hourOf = (minute: number): number => Math.floor(minute / 60)

const hourMs = 3_600_000

/** Hour since the epoch → hour of the week where people live, Monday 00:00 first. Remembers: calendars are slow. */
export function hoursOfWeekIn(time_zone: string): (hour: number) => number {
  const known = new Map<number, number>()
  return hour => {
    const before = known.get(hour)
    if (before !== undefined) return before
    const local = Temporal.Instant.fromEpochMilliseconds(hour * hourMs).toZonedDateTimeISO(time_zone)
    const slot = (local.dayOfWeek - 1) * 24 + local.hour
    if (known.size > 2 * hoursKept) known.clear()
    known.set(hour, slot)
    return slot
  }
}
