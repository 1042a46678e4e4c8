import { ListFunctionSchedules, ListOccurrences, type ScheduleView } from '../../../contracts/functions/schedules.ts'
import { reasonFields } from '../../../contracts/messages/words.ts'
import { notFound } from '../../../contracts/refusals.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { CronTimes } from '../../../kit/schedule/cron-times.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import { type StoredOccurrence, type StoredSchedule, shownOccurrence } from './schedule-store.ts'

type Deps = Pick<Made, 'schedules' | 'clock'>

const schedulePages = pagesOf(cursorOf('functions.schedules', 'text'), ({ id }: StoredSchedule) => id)
const occurrencePages = pagesOf(cursorOf('functions.occurrences', 'text'), ({ due_at }: StoredOccurrence) => due_at)

const shownTimes = 10

export const serveSchedules = ({ schedules, clock }: Deps): Served[] => [
  serve(ListFunctionSchedules, async ({ query }) => {
    const page = await schedulePages(query, ({ after, limit }) => schedules.behind(after, limit))
    const occurrences = await schedules.last(page.items.map(({ id }) => id))
    const last = new Map(occurrences.map(one => [one.schedule, one]))
    const items = page.items.map(one => shownSchedule(one, last.get(one.id), clock.now()))
    return { items, next_cursor: page.next_cursor }
  }),
  serve(ListOccurrences, async ({ params: { id }, query: { from, to, ...query } }) => {
    if (!(await schedules.find(id))) throw notFound('functions.no-schedule', { id })
    const range = { from: from && iso(Date.parse(from)), to: to && iso(Date.parse(to)) }
    const page = await occurrencePages(query, behind => schedules.list(id, { ...range, ...behind }))
    return { items: page.items.map(shownOccurrence), next_cursor: page.next_cursor }
  }),
]

function shownSchedule({ definition }: StoredSchedule, last: StoredOccurrence | undefined, now: number): ScheduleView {
  const { reason, ...rest } = definition
  const times = reason === null ? new CronTimes(definition).next(now, shownTimes) : []
  return {
    ...rest,
    enabled: reason === null,
    ...reasonFields(reason),
    next: times.map(time => ({ due_at: iso(time), offset: offsetOf(time, definition.time_zone) })),
    last: last ? shownOccurrence(last) : null,
  }
}

/** `+02:00`, as the clocks of the zone are then. */
function offsetOf(time: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(time)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return name.replace('GMT', '') || '+00:00'
}
