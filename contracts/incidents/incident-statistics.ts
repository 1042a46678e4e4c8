import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { ComponentRef, Impact, Nullable, Time } from '../common-schemas.ts'

const counts = {
  total: Type.Integer(),
  open: Type.Integer(),
  resolved: Type.Integer(),
  mean_s: Nullable(Type.Number()),
}

export const IncidentStats = Type.Object({
  total: Type.Integer(),
  open: Type.Integer(),
  resolved: Type.Integer(),
  mean_s: Nullable(Type.Number()),
  min_s: Nullable(Type.Number()),
  max_s: Nullable(Type.Number()),
  /** Mean time to acknowledge (detected → acknowledged) and to resolve (started → resolved). */
  mtta_s: Nullable(Type.Number()),
  mttr_s: Nullable(Type.Number()),
  by_component: Type.Array(
    Type.Object({
      component: ComponentRef,
      total: Type.Integer(),
      open: Type.Integer(),
      resolved: Type.Integer(),
      mean_s: Nullable(Type.Number()),
      down_s: Type.Number(),
    }),
  ),
  by_impact: Type.Array(Type.Object({ impact: Impact, ...counts })),
  /** Of the configured time zone, oldest first; `YYYY-MM`. */
  by_month: Type.Array(Type.Object({ month: Type.String(), ...counts })),
})
export type IncidentStats = Static<typeof IncidentStats>

export const GetIncidentStats = defineOperation({
  service: 'incidents',
  name: 'GetIncidentStats',
  method: 'GET',
  path: '/api/v1/incidents/stats',
  access: 'viewer',
  summary: 'Counts, durations, MTTA and MTTR, also per component, impact and month',
  query: Type.Object({ from: Type.Optional(Time), to: Type.Optional(Time) }),
  output: IncidentStats,
})
