import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Time } from '../common-schemas.ts'

const count = Type.Integer({ minimum: 0 })

/** What became of the samples of one target: offered = sent + refused + lost + waiting. */
export const ExportTarget = Type.Object({
  name: Type.String(),
  offered: count,
  sent: count,
  /** The target said that it will never take them. */
  refused: count,
  /** The backlog was full. */
  lost: count,
  waiting: count,
  backlog_bytes: count,
  /** Between these times lie the samples that were lost. */
  lost_from: Nullable(Time),
  lost_to: Nullable(Time),
  failing_since: Nullable(Time),
  /** What the target said last when it took nothing. */
  reason: Nullable(Type.String()),
})
export type ExportTarget = Static<typeof ExportTarget>

export const ListExports = defineOperation({
  service: 'metrics',
  name: 'ListExports',
  method: 'GET',
  path: '/api/v1/exports',
  access: 'viewer',
  scope: 'telemetry:read',
  summary: 'Where samples are passed on to, and what became of all of them',
  output: Type.Object({ items: Type.Array(ExportTarget) }),
})
