import { Temporal } from 'temporal-polyfill'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { lazyRequire } from '../../../kit/runtime/lazy-require.ts'
import { messageOf } from '../../../kit/service/errors.ts'

const rrule = lazyRequire<typeof import('rrule-temporal')>('rrule-temporal')

/** Windows that come again: every part as a person reads it on the wall of `time_zone`. */
export type Recurrence = {
  /** RFC 5545; null: once. */
  readonly rule: string | null
  readonly time_zone: string
  readonly starts_at: string
  readonly ends_at: string
}

export type MaintenanceWindow = { readonly starts_at: string; readonly ends_at: string }

const frequencies = /^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)$/
/** Enough to find 29 February; a rule without any window is refused instead of searched for ever. */
const mostPeriods = 3_000
const mostCandidates = 50_000

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}

/** What is wrong with it, in a sentence that goes on after "recurrence"; null: nothing. */
export function recurrenceProblem(recurrence: Recurrence): Message | null {
  const { rule, starts_at, ends_at } = recurrence
  if (rule === null) return null
  const parts = partsOf(rule)
  if (!parts.some(part => frequencies.test(part))) return say('problem.frequency')
  if (parts.some(part => /^BY(HOUR|MINUTE|SECOND)=/.test(part))) return say('problem.time-of-day')
  try {
    const first = nextWindow(recurrence, isoBefore(starts_at))
    if (!first) return say('problem.no-window')
    if (first.starts_at !== starts_at) return say('problem.first-window', { start: first.starts_at })
    const second = nextWindow(recurrence, starts_at)
    if (second && second.starts_at < ends_at) return say('problem.overlap')
    return null
  } catch (thrown) {
    return say('problem.not-understood', { cause: messageOf(thrown) })
  }
}

/**
 * The first window that starts after this moment. The rule is followed on the wall clock, so that a window keeps its time
 * of day when clocks change: a start that they skip is moved on by as much, one that comes twice is the first.
 */
export function nextWindow(recurrence: Recurrence, after: string): MaintenanceWindow | null {
  const { rule, time_zone, starts_at, ends_at } = recurrence
  if (rule === null) return starts_at > after ? { starts_at, ends_at } : null
  const wall = (at: string) => Temporal.Instant.from(at).toZonedDateTimeISO(time_zone).toPlainDateTime()
  const first = wall(starts_at)
  const length = first.until(wall(ends_at), { largestUnit: 'day' })
  const { rules, until } = ruleOf(rule, first, time_zone)
  // Two moments can have one wall-clock time, so the search begins earlier and is judged by the moment.
  let seen = wall(after).subtract({ days: 1 })
  for (;;) {
    const found = rules.next(seen.toZonedDateTime('UTC'))
    if (!found) return null
    const start = found.toPlainDateTime()
    const starts = start.toZonedDateTime(time_zone).toInstant()
    if (until !== null && Temporal.Instant.compare(starts, until) > 0) return null
    const window = { starts_at: text(starts), ends_at: text(start.add(length).toZonedDateTime(time_zone).toInstant()) }
    if (window.starts_at > after && window.ends_at > window.starts_at) return window
    seen = start
  }
}

/** The library follows the rule on a calendar without time zone; `UNTIL` is ours, since it may name a moment. */
function ruleOf(rule: string, first: Temporal.PlainDateTime, time_zone: string) {
  const parts = partsOf(rule)
  const until = parts.find(part => part.startsWith('UNTIL='))?.slice('UNTIL='.length)
  const { RRuleTemporal } = rrule()
  const rules = new RRuleTemporal({
    rruleString: parts.filter(part => !part.startsWith('UNTIL=')).join(';'),
    dtstart: first.toZonedDateTime('UTC'),
    strict: true,
    maxIterations: mostPeriods,
    maxCandidateEvaluations: mostCandidates,
    temporal: Temporal,
  })
  return { rules, until: until === undefined ? null : lastMoment(until, time_zone) }
}

function lastMoment(until: string, time_zone: string): Temporal.Instant {
  if (/^\d{8}$/.test(until)) {
    return Temporal.PlainDate.from(until)
      .add({ days: 1 })
      .toZonedDateTime(time_zone)
      .toInstant()
      .subtract({ seconds: 1 })
  }
  if (until.endsWith('Z')) return Temporal.Instant.from(until)
  return Temporal.PlainDateTime.from(until).toZonedDateTime(time_zone).toInstant()
}

const partsOf = (rule: string): string[] =>
  rule
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')
    .filter(part => part !== '')

const text = (instant: Temporal.Instant): string => instant.toString({ fractionalSecondDigits: 3 })

const isoBefore = (at: string): string => new Date(Date.parse(at) - 1).toISOString()
