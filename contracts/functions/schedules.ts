import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, Time, Worded } from '../common-schemas.ts'

const op = { service: 'functions', access: 'viewer' } as const

/**
 * `on_time`: begun within five seconds. `late`: within the grace of its schedule. `caught_up`: later than that, because nothing ran when
 * it was due. `skipped`: the schedule says that it does not run now. `missed`: it did not run. `failed`: it ran and was given up.
 */
export const OccurrenceState = Type.Enum(['on_time', 'late', 'caught_up', 'skipped', 'missed', 'failed'])
export type OccurrenceState = Static<typeof OccurrenceState>

/** One time of a schedule, and what became of it. */
export const Occurrence = Type.Object({
  schedule: Type.String(),
  due_at: Time,
  state: OccurrenceState,
  run_id: Nullable(Type.String()),
  reason: Nullable(Type.String()),
  reason_i18n: Nullable(Worded),
})
export type Occurrence = Static<typeof Occurrence>

export const CatchUp = Type.Enum(['none', 'last', 'all'])
export type CatchUp = Static<typeof CatchUp>
export const Overlap = Type.Enum(['skip', 'queue', 'cancel', 'allow'])
export type Overlap = Static<typeof Overlap>

export const ScheduleView = Type.Object({
  /** Of the function; of its further schedules with their number: `daily-checker.2`. */
  id: Type.String(),
  function: Type.String(),
  cron: Type.String(),
  time_zone: Type.String(),
  catch_up: CatchUp,
  catch_up_window_ms: Type.Number(),
  overlap: Overlap,
  jitter_ms: Type.Number(),
  /** After so long without a success it is told. */
  grace_ms: Type.Number(),
  /** Slug of the component that is in trouble when it is told. */
  component: Type.String(),
  enabled: Type.Boolean(),
  /** Why it does not run. */
  reason: Nullable(Type.String()),
  reason_i18n: Nullable(Worded),
  /** Its next ten times, each with the offset that the clocks of its zone have then: `+02:00`. */
  next: Type.Array(Type.Object({ due_at: Time, offset: Type.String() })),
  last: Nullable(Occurrence),
})
export type ScheduleView = Static<typeof ScheduleView>

export const ListFunctionSchedules = defineOperation({
  ...op,
  name: 'ListFunctionSchedules',
  method: 'GET',
  path: '/api/v1/schedules',
  summary: 'Schedules of functions, with their next ten times and what became of the last one',
  query: Type.Object(PageQuery),
  output: Page(ScheduleView),
})

export const ListOccurrences = defineOperation({
  ...op,
  name: 'ListOccurrences',
  method: 'GET',
  path: '/api/v1/schedules/:id/occurrences',
  summary: 'Every time that a schedule was due, exactly once, with what became of it, newest first',
  params: Type.Object({ id: Type.String({ maxLength: 80 }) }),
  query: Type.Object({
    ...PageQuery,
    from: Type.Optional(Time),
    to: Type.Optional(Time),
  }),
  output: Page(Occurrence),
})
