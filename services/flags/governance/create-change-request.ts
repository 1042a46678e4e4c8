import { createHash } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { ChangeRequestChanged } from '../../../contracts/flags/flag-governance.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { Reply } from '../../../kit/service/service.ts'
import {
  canonicalJson,
  contentOf,
  environmentName,
  refOf,
  type StoredFlag,
  type StoredSegment,
} from '../definitions/flag.ts'
import type { ChangeAuthor, FlagChanges } from '../definitions/flag-changes.ts'
import type { LoadedEnvironment } from '../environments/flag-cache.ts'
import type { JsonColumnStore } from '../environments/json-column-store.ts'
import type { IncidentRuleStore } from '../leases/incident-rule-store.ts'
import { type Pins, presentChangeRequest, type RequestedChange, type StoredChangeRequest } from './change-request.ts'
import type { Deps as AuditDeps } from './record-audit.ts'

export type Deps = AuditDeps & {
  readonly requests: JsonColumnStore<StoredChangeRequest>
  readonly rules: IncidentRuleStore
}

/** Thrown once the request has committed: the change was not made, and whoever asked for it is answered with the request. */
export class ChangeRequested extends Error {
  readonly request: StoredChangeRequest
  constructor(request: StoredChangeRequest) {
    super('this change waits for a second person')
    this.request = request
  }
}

/** 202 and the request, where a change was only written down. */
export async function orChangeRequest<Answer>(run: () => Promise<Answer>): Promise<Answer | Reply> {
  try {
    return await run()
  } catch (thrown) {
    if (!(thrown instanceof ChangeRequested)) throw thrown
    const json = { 'content-type': 'application/json; charset=utf-8' }
    return new Reply(JSON.stringify(presentChangeRequest(thrown.request)), json, 202)
  }
}

export type RequestContent = Pick<StoredChangeRequest, 'key' | 'before' | 'after'> & {
  readonly wanted: RequestedChange
}

/** In the running transaction: writes down what would be changed of this environment. */
export async function createChangeRequest(
  deps: Deps,
  now: LoadedEnvironment,
  { action, actor, person = null, reason = null }: ChangeAuthor,
  content: RequestContent,
): Promise<ChangeRequested> {
  const request: StoredChangeRequest = {
    ...content,
    ...refOf(now.environment),
    id: uuid(),
    state: 'pending',
    next_at: null,
    action,
    actor,
    person,
    reason,
    requested_at: iso(deps.clock.now()),
    decided_by: null,
    decided_at: null,
    pins: await pinsOf(deps, now, content.wanted),
  }
  await saveChangeRequest(deps, request)
  return new ChangeRequested(request)
}

/** In the running transaction: consoles that show what waits read it anew. */
export async function saveChangeRequest(
  { requests, publish }: Pick<Deps, 'requests' | 'publish'>,
  request: StoredChangeRequest,
): Promise<void> {
  await requests.put(request)
  const { before: _before, after: _after, ...facts } = presentChangeRequest(request)
  await publish(fact(ChangeRequestChanged, `${environmentName(request)}/${request.key}`, facts))
}

type Facts = Readonly<Record<string, unknown>>

/** What these changes would make of flags, shared rules and the settings of the environment. */
export function requestedFlagChanges(now: LoadedEnvironment, changes: FlagChanges): RequestContent {
  const flags = [...(changes.flags ?? [])]
  const segments = [...(changes.segments ?? [])]
  const settings = changes.environment ?? null
  const wanted = { kind: 'flags', flags, segments, settings } as const
  const keys = [...flags, ...segments].map(([key]) => key)
  const { metadata, extra } = now.environment
  if (keys.length === 0 && settings !== null) {
    return { key: nameOf(keys), before: { metadata, extra }, after: { metadata, extra, ...settings }, wanted }
  }
  const before = [
    ...flags.map(([key]) => [key, contentIn(now, key)] as const),
    ...segments.map(([key]) => [key, ruleIn(now, key)] as const),
  ]
  return { key: nameOf(keys), before: factsOf(before), after: factsOf([...flags, ...segments]), wanted }
}

function contentIn({ flags }: LoadedEnvironment, key: string): Facts | null {
  const flag = flags.get(key)
  return flag ? contentOf(flag) : null
}

function ruleIn({ segments }: LoadedEnvironment, key: string): Facts | null {
  const segment = segments.get(key)
  return segment ? { rule: segment.rule } : null
}

/** Of one thing its facts alone, of several by key; null when there is nothing. */
function factsOf(entries: readonly (readonly [string, Facts | null])[]): Facts | null {
  const there = entries.filter(([, facts]) => facts !== null)
  return entries.length === 1 || there.length === 0 ? (there[0]?.[1] ?? null) : Object.fromEntries(there)
}

/** What is changed together goes by its number. */
export function nameOf(keys: readonly string[]): string {
  const [only] = keys
  return keys.length === 1 && only !== undefined ? only : `${keys.length} flags`
}

const digest = (thing: unknown): string =>
  createHash('sha256')
    .update(canonicalJson(thing ?? null))
    .digest('hex')

/** One that was deleted and made anew begins with revision 1 again, so that the revision alone would not do. */
export const pinOfFlag = (flag: StoredFlag | undefined): string =>
  digest(flag && [flag.revision, flag.created_at, flag.origin, contentOf(flag)])

const pinOfSegment = (segment: StoredSegment | undefined): string =>
  digest(segment && [segment.revision, segment.origin, segment.rule])

/**
 * Of all that this change would replace, as it is now. What differs at the decision was changed since: then somebody would
 * agree to something else than what was asked for.
 */
export async function pinsOf(
  { rules }: Pick<Deps, 'rules'>,
  now: LoadedEnvironment,
  wanted: RequestedChange,
): Promise<Pins> {
  if (wanted.kind === 'rollout') return { [`flag ${wanted.key}`]: pinOfFlag(now.flags.get(wanted.key)) }
  if (wanted.kind === 'environment') {
    const { title, approval } = now.environment
    return { environment: digest([title, approval]) }
  }
  if (wanted.kind === 'incident_rule') {
    const { id, rule } = wanted
    const known = await rules.find(id)
    // What the variant is worth belongs to what is agreed to; what else is changed of its flag does not.
    const variants = rule && now.flags.get(rule.key)?.definition.variants
    const value = variants && Object.hasOwn(variants, rule.variant) ? [variants[rule.variant]] : null
    return { [`rule ${id}`]: digest(known), ...(rule ? { [`variant ${rule.key}`]: digest(value) } : {}) }
  }
  const { metadata, extra } = now.environment
  const { flags, segments, settings } = wanted
  return Object.fromEntries([
    ...flags.map(([key]) => [`flag ${key}`, pinOfFlag(now.flags.get(key))]),
    ...segments.map(([key]) => [`segment ${key}`, pinOfSegment(now.segments.get(key))]),
    ...(settings ? [['settings', digest([metadata, extra])]] : []),
  ])
}
