import { isDeepStrictEqual } from 'node:util'
import { v7 as uuid } from 'uuid'
import { type Clock, iso } from '../runtime/clock.ts'
import { type EventDefinition, fact } from '../service/event.ts'
import type { Context } from '../service/service.ts'

export type Facts = Readonly<Record<string, unknown>>
export type Actor = { readonly id: string; readonly kind: string; readonly name: string }

/** Who changed what, before and after. */
export type AuditRecord = {
  readonly id: string
  readonly at: string
  readonly service: string
  readonly actor: Actor
  readonly action: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly before: Facts | null
  readonly after: Facts | null
}

export type AuditedChange = {
  /** `incident.assigned`: the thing and what happened to it. */
  readonly action: string
  /** Of the thing. */
  readonly id: string
  /** Which sort of thing it is, where the action does not begin with it. */
  readonly kind?: string
  /** The whole thing, without its secrets: only fields that differ are recorded. */
  readonly before?: Facts | null
  readonly after?: Facts | null
}

type Audited = {
  readonly service: string
  /** Fields that say nothing new, such as a number that grows with each change. */
  readonly silent?: readonly string[]
  /** Secrets: recorded is only that they differ. */
  readonly secret?: readonly string[]
}

export function auditRecord(
  { service, silent = [], secret = [] }: Audited,
  clock: Clock,
  { id: actor, kind: actorKind, name }: Actor,
  change: AuditedChange,
): AuditRecord {
  const { action, id, kind = action.split('.')[0] ?? action, before = null, after = null } = change
  const differing = (facts: Facts, other: Facts | null): Facts =>
    Object.fromEntries(
      Object.entries(facts)
        .filter(([name]) => !silent.includes(name))
        .filter(([name, value]) => other === null || !isDeepStrictEqual(value ?? null, other[name] ?? null))
        .map(([name, value]) => [name, secret.includes(name) && value ? 'set' : value]),
    )
  return {
    id: uuid(),
    at: iso(clock.now()),
    service,
    actor: { id: actor, kind: actorKind, name },
    action,
    subject: { kind, id },
    before: before && differing(before, after),
    after: after && differing(after, before),
  }
}

type Deps = { readonly publish: Context['publish']; readonly clock: Clock }

/** Tells whoever keeps the audit log what a person changed. To be called in the transaction of the change. */
export const auditWriter =
  ({ event, ...audited }: Audited & { readonly event: EventDefinition }) =>
  async ({ publish, clock }: Deps, actor: Actor, change: AuditedChange): Promise<void> => {
    const record = auditRecord(audited, clock, actor, change)
    await publish(fact(event, record.id, record))
  }
