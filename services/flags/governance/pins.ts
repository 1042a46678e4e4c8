import { createHash } from 'node:crypto'
import { canonicalJson, contentOf, type StoredFlag, type StoredSegment } from '../definitions/flag.ts'
import type { LoadedEnvironment } from '../environments/flag-cache.ts'
import type { IncidentRuleStore } from '../leases/incident-rule-store.ts'

type Deps = { readonly rules: IncidentRuleStore }

import type { Pins, RequestedChange } from './change-request.ts'

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
export async function pinsOf({ rules }: Deps, now: LoadedEnvironment, wanted: RequestedChange): Promise<Pins> {
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
