import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { WatchedComponent } from '../../../contracts/monitor/monitor.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Sealed } from '../../../kit/secrets/keyring.ts'
import type { Monitoring } from '../config.ts'
import { isOwnMachine } from '../connectivity/connectivity-state.ts'
import type { Rule } from '../evaluation/check-state.ts'
import type { CheckKind } from '../probes/kind/kind.ts'
import type { Definition } from './definition.ts'

/** A definition as it is stored. `number` is its short name in bulk data. */
export type DefinedCheck = {
  readonly id: string
  readonly number: number
  readonly slug: string
  readonly origin: 'file' | 'api'
  readonly definition: Definition
  /** Its secrets as they are stored, when the key that opens them is not here: `definition` then has masks for them. */
  readonly unreadable: Sealed | null
  /** What was published of it last, as JSON; see `describeCheck`. */
  readonly published: string
  readonly component_id: string | null
  readonly revision: number
  readonly created_at: string
  readonly archived_at: string | null
}

export type Check = DefinedCheck & {
  readonly kind: CheckKind
  readonly interval_ms: number
  readonly timeout_ms: number
  readonly recheck_ms: number
  readonly rule: Rule
  readonly address: string | null
  readonly own_machine: boolean
  /** `vigie.yaml:12` for a check that comes from the file. */
  readonly place: string | null
  readonly position: number
}

/** A target that has not answered for this long is asked a second time. */
const hangingMs = 3_000

export const hangsAfter = ({ timeout_ms }: Pick<Check, 'timeout_ms'>): number => Math.min(timeout_ms, hangingMs)

export function completeCheck(
  defined: DefinedCheck,
  { kind, monitoring, redactor }: { kind: CheckKind; monitoring: Monitoring; redactor: Redactor },
): Check {
  // What was stored by an older version lacks the fields that the kind has got since.
  const { settings: stored } = defined.definition
  const settings = isComplete(kind.schema, stored)
    ? stored
    : (Value.Default(kind.schema, structuredClone(stored)) as Definition['settings'])
  const definition = { ...defined.definition, settings }
  const { component }: CheckDescription = JSON.parse(defined.published)
  const address = kind.address(settings)
  return {
    ...defined,
    definition,
    kind,
    interval_ms: (definition.interval ?? monitoring.check_interval) * 1000,
    timeout_ms: (definition.timeout ?? monitoring.default_timeout) * 1000,
    recheck_ms: (definition.recheck ?? monitoring.recheck) * 1000,
    rule: {
      // Nothing will be seen that could contradict it.
      failure_threshold: defined.unreadable ? 1 : (definition.failure_threshold ?? monitoring.failure_threshold),
      recovery_threshold: definition.recovery_threshold ?? monitoring.recovery_threshold,
    },
    address: address && redactor.address(address),
    own_machine: address !== null && isOwnMachine(address),
    place: component.place,
    position: component.position,
  }
}

/** Whether nothing has to be filled in. Almost always so, and quickly seen: at a start it is asked of every check. */
function isComplete(schema: TSchema, value: unknown): boolean {
  const { properties } = schema as { readonly properties?: Readonly<Record<string, TSchema & { default?: unknown }>> }
  if (!properties) return true
  if (typeof value !== 'object' || value === null) return false
  const settings = value as Readonly<Record<string, unknown>>
  return Object.entries(properties).every(([name, property]) =>
    settings[name] === undefined ? property.default === undefined : isComplete(property, settings[name]),
  )
}

/** What others need to know of a check; published again when it changes. */
export type CheckDescription = {
  readonly check: { readonly id: string; readonly name: string; readonly kind: string }
  readonly component: WatchedComponent
}

export function describeCheck(
  { id, slug, origin, definition }: Pick<DefinedCheck, 'id' | 'slug' | 'origin' | 'definition'>,
  { place, position, url }: { place: string | null; position: number; url: string | null },
): CheckDescription {
  const { name, kind, group, critical, depends_on } = definition
  return {
    check: { id, name, kind },
    component: { slug, name, group, critical, depends_on: [...depends_on], origin, place, position, url },
  }
}

export function newDefinedCheck(
  { slug, origin, definition }: Pick<DefinedCheck, 'slug' | 'origin' | 'definition'>,
  { id, now }: { id: string; now: number },
): Omit<DefinedCheck, 'number'> {
  const nothingYet = { published: '', unreadable: null, component_id: null, revision: 0, archived_at: null }
  return { ...nothingYet, id, slug, origin, definition, created_at: iso(now) }
}
