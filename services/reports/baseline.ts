/** What is usual: reports per minute for each of the 168 hours of a week, Monday 00:00 first. */
export type Baseline = readonly number[]

/** What came in one hour, and how many of its minutes may be learned from. `hour` counts from the epoch. */
export type LearnedHour = { readonly hour: number; readonly reports: number; readonly minutes: number }

export const hoursOfWeek = 168
export const hoursKept = 8 * hoursOfWeek
/** Nothing is so quiet that one report would be a surge. */
export const floorRate = 0.02
const halfLifeHours = 3 * hoursOfWeek
/** What is believed beforehand weighs as much as ten hours of looking. */
const priorMinutes = 600
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

/** The same hour of eight weeks, the newer the weightier, pulled towards that hour of all days, and that towards the mean. */
export function learnBaseline(history: readonly LearnedHour[], options: LearningOptions): Baseline {
  const slots = Array.from({ length: hoursOfWeek }, (): LearnedHour[] => [])
  for (const learned of history) {
    if (learned.minutes >= leastMinutes) slots[options.slotOf(learned.hour)]?.push(learned)
  }
  const own = slots.map(hours => weigh(trimmed(hours), options.now_hour))
  const overall = shrunk(total(own), Math.max(floorRate, options.start_rate))
  const daily = Array.from({ length: 24 }, (_, hour) =>
    shrunk(total(own.filter((_slot, at) => at % 24 === hour)), overall),
  )
  return own.map((slot, at) => Math.max(floorRate, shrunk(slot, daily[at % 24] ?? overall)))
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

/** The mean of a Poisson rate whose Gamma prior has mean `prior`. */
function shrunk({ reports, minutes }: Weighed, prior: number): number {
  return (prior * priorMinutes + reports) / (priorMinutes + minutes)
}
