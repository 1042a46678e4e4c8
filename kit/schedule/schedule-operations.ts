import { Type } from 'typebox'
import { iso } from '../runtime/clock.ts'
import { defineOperation, type Output } from '../service/operation.ts'
import type { ScheduleView } from './schedule.ts'

const words = Type.String()
const nullable = Type.Union([words, Type.Null()])

export const getSchedules = defineOperation({
  service: 'host',
  method: 'GET',
  name: 'GetSchedules',
  path: '/api/v1/system/schedules',
  access: 'admin',
  summary: 'What this process does again and again: when it last did, whether that went well, and when it is next',
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        service: words,
        name: words,
        kind: Type.Enum(['interval', 'periodic', 'cron']),
        every_s: Type.Union([Type.Number(), Type.Null()]),
        cron: nullable,
        time_zone: nullable,
        running: Type.Boolean(),
        last_run_at: nullable,
        next: Type.Array(words),
        error: nullable,
      }),
    ),
  }),
})

type Item = Output<typeof getSchedules>['items'][number]

export function presentSchedule(
  service: string,
  { name, timing, running, last_run_at, next, error }: ScheduleView,
): Item {
  return {
    service,
    name,
    kind: timing.kind,
    every_s: timing.kind === 'cron' ? null : timing.every_ms / 1000,
    cron: timing.kind === 'cron' ? timing.cron : null,
    time_zone: timing.kind === 'cron' ? timing.time_zone : null,
    running,
    last_run_at: last_run_at === null ? null : iso(last_run_at),
    next: next.map(iso),
    error,
  }
}
