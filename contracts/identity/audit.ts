import { type Static, Type } from 'typebox'
import { defineEvent } from '../../kit/service/event.ts'
import { Nullable, Time } from '../common-schemas.ts'

/** Who changed what, before and after. Secrets are never in it. */
export const AuditRecord = Type.Object({
  id: Type.String(),
  at: Time,
  service: Type.String(),
  actor: Type.Object({ id: Type.String(), kind: Type.String(), name: Type.String() }),
  /** `user.created`, `check.changed`: the thing and what happened to it. */
  action: Type.String(),
  subject: Type.Object({ kind: Type.String(), id: Type.String() }),
  before: Nullable(Type.Record(Type.String(), Type.Unknown())),
  after: Nullable(Type.Record(Type.String(), Type.Unknown())),
})
export type AuditRecord = Static<typeof AuditRecord>

/** Any service says this in the transaction of a change that a person made; identity keeps the book. */
export const AuditRecorded = defineEvent('vigie.audit-recorded.v1', AuditRecord, { grows: true })
