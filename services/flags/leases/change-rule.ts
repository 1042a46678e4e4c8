import type { IncidentRule } from '../../../contracts/flag-leases.ts'
import { invalid } from '../../../kit/service/errors.ts'
import { hint } from '../definitions/check-definition.ts'
import { flagIn } from '../definitions/edit-flag.ts'
import { isSame, type Place, placeName } from '../definitions/flag.ts'
import type { By } from '../definitions/flag-changes.ts'
import { current } from '../environments/change-environment.ts'
import type { Loaded } from '../environments/flag-cache.ts'
import { Proposed, propose } from '../governance/create-change-request.ts'
import { tellBrokenGlass } from '../governance/publish-break-glass.ts'
import { recordAudit } from '../governance/record-audit.ts'
import type { Work } from '../work.ts'
import { judgeLeases } from './apply-leases.ts'

type Order = { readonly place: Place; readonly id: string; readonly by: By }
type Decide = (known: IncidentRule | undefined) => IncidentRule | null

/**
 * Adds, changes or (null) removes a rule; where changes need a second person it is only written down. A rule flips a flag
 * without asking anybody, at any hour: that is agreed to before, with the rule.
 */
export async function changeRule(work: Work, { place, id, by }: Order, decide: Decide): Promise<IncidentRule | null> {
  const done = await work.store.transaction(async () => {
    const now = await current(work, place)
    const known = await work.rules.find(id)
    const rule = decide(known)
    if (rule) requireVariant(now, rule)
    if (rule && known && isSame(rule, known)) return known
    if (now.environment.approval && by.asks) {
      const key = (rule ?? known)?.key ?? ''
      const [before, after] = [known ? shownRule(known) : null, rule && shownRule(rule)]
      return propose(work, now, by, { key, before, after, wanted: { kind: 'incident_rule', id, rule } })
    }
    return putRule(work, now, by, { id, rule })
  })
  if (done instanceof Proposed) throw done
  return done
}

/** In the running transaction: it acts from now on, also for incidents that are open already. */
export async function putRule(
  work: Work,
  now: Loaded,
  by: By,
  { id, rule }: { readonly id: string; readonly rule: IncidentRule | null },
): Promise<IncidentRule | null> {
  const before = await work.rules.find(id)
  const after = rule && { ...rule, revision: (before?.revision ?? 0) + 1 }
  const key = (after ?? before)?.key ?? ''
  if (after) await work.rules.put(after)
  else await work.rules.delete(id)
  await judgeLeases(work)
  const what = !after ? 'deleted' : before ? 'changed' : 'created'
  const { project, name: environment } = now.environment
  await recordAudit(work, by.actor, {
    action: `flag-rule.${by.glass ? 'break-glass' : what}`,
    id: `${placeName({ project, environment })}/${key}`,
    before: before ? shownRule(before) : null,
    after: after || by.reason ? { ...(after && shownRule(after)), ...(by.reason ? { reason: by.reason } : {}) } : null,
  })
  await tellBrokenGlass(work, now, by, { subject: 'incident_rule', key })
  return after
}

/** What it says, without what is kept of it. */
function shownRule(rule: IncidentRule): Omit<IncidentRule, 'id' | 'created_by' | 'created_at' | 'revision'> {
  const { id: _id, created_by: _by, created_at: _at, revision: _revision, ...shown } = rule
  return shown
}

function requireVariant(now: Loaded, { key, variant }: IncidentRule): void {
  const variants = Object.keys(flagIn(now, key).definition.variants)
  if (variants.includes(variant)) return
  const fields = [{ field: 'body.variant', message: 'is none of them' }]
  throw invalid('flags.no-such-variant', `"${variant}" is no variant of "${key}"; ${hint(variant, variants)}`, {
    fields,
  })
}
