import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Time, Worded } from '../common-schemas.ts'

/** A source of values, and what came of asking it since the start. */
export const EdgeSource = Type.Object({
  name: Type.String(),
  kind: Type.String(),
  objects: Type.Integer(),
  rounds: Type.Integer(),
  failed: Type.Integer(),
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  /** By reason. */
  refused: Type.Record(Type.String(), Type.Integer()),
  last_success_at: Nullable(Time),
  /** Why it could not be read, or not all of it. */
  failure: Nullable(Type.String()),
  failure_i18n: Worded,
})
export type EdgeSource = Static<typeof EdgeSource>

export const GetEdgeSources = defineOperation({
  service: 'edge',
  name: 'GetEdgeSources',
  method: 'GET',
  path: '/api/v1/edge/sources',
  access: 'viewer',
  summary: 'The sources that are asked for values of objects, and how that goes',
  output: Type.Object({ items: Type.Array(EdgeSource) }),
})
