import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, Time, Worded } from '../common-schemas.ts'

const op = { service: 'functions', access: 'viewer' } as const

export const FunctionName = Type.String({ maxLength: 63 })

/** How far a function is kept from everything else. */
export const Level = Type.Enum(['container', 'process'])

export const RunState = Type.Enum(['waiting', 'running', 'succeeded', 'failed', 'cancelled'])

/** A call of a function and what came of it. */
export const Run = Type.Object({
  id: Type.String(),
  function: Type.String(),
  trigger: Type.Enum(['http', 'schedule', 'subject', 'file', 'event', 'replay']),
  state: RunState,
  /** How often it was begun; 0: it waits. */
  attempt: Type.Integer(),
  level: Level,
  /** Its last attempt; of one that waits, when it was accepted. */
  started_at: Time,
  duration_ms: Type.Number(),
  /** Null: it gave no answer, and `reason` says why. */
  http_status: Nullable(Type.Integer()),
  /** The beginning of what it answered. */
  output: Type.String(),
  logs: Type.String(),
  reason: Nullable(Type.String()),
  reason_i18n: Nullable(Worded),
  /** The same in every run that came of one thing. */
  correlation_id: Type.String(),
  /** What started it: an occurrence of a schedule, a file, an event, the run that it repeats, or the one that published. */
  reference: Nullable(Type.String()),
})
export type Run = Static<typeof Run>

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const ListRuns = defineOperation({
  ...op,
  name: 'ListRuns',
  method: 'GET',
  path: '/api/v1/runs',
  summary: 'Runs of functions, newest first',
  query: Type.Object({
    ...PageQuery,
    function: Type.Optional(FunctionName),
    state: Type.Optional(RunState),
    correlation_id: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  output: Page(Run),
})

export const GetRun = defineOperation({
  ...op,
  name: 'GetRun',
  method: 'GET',
  path: '/api/v1/runs/:id',
  summary: 'One run, with what it answered and wrote',
  params: ById,
  output: Run,
})

const change = { ...op, method: 'POST', access: 'admin', params: ById } as const

export const ReplayRun = defineOperation({
  ...change,
  name: 'ReplayRun',
  path: '/api/v1/runs/:id/replay',
  status: 202,
  summary: 'Runs it once more with what it was given; answers the new run, which waits for its turn',
  output: Run,
})

export const CancelRun = defineOperation({
  ...change,
  name: 'CancelRun',
  path: '/api/v1/runs/:id/cancel',
  summary: 'A run that waits is not begun, and one that is under way is ended',
  output: Run,
})

/** A run that failed for good. */
export const DeadLetter = Type.Object({
  /** Of the run. */
  id: Type.String(),
  function: Type.String(),
  attempts: Type.Integer(),
  dead_at: Time,
  reason: Nullable(Type.String()),
  reason_i18n: Nullable(Worded),
  correlation_id: Type.String(),
})
export type DeadLetter = Static<typeof DeadLetter>

export const ListDeadLetters = defineOperation({
  ...op,
  name: 'ListDeadLetters',
  method: 'GET',
  path: '/api/v1/dead-letters',
  summary: 'Runs that were given up, newest first; they are kept for 90 days',
  query: Type.Object(PageQuery),
  output: Page(DeadLetter),
})

export const RedriveDeadLetter = defineOperation({
  ...change,
  name: 'RedriveDeadLetter',
  path: '/api/v1/dead-letters/:id/redrive',
  status: 202,
  summary: 'A run that was given up waits for its turn again',
  output: Run,
})

export const DiscardDeadLetter = defineOperation({
  ...change,
  name: 'DiscardDeadLetter',
  method: 'DELETE',
  path: '/api/v1/dead-letters/:id',
  status: 204,
  summary: 'A run that was given up stays so; its history remains',
  output: Type.Null(),
})
