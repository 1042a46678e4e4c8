import type { IncidentRule } from '../../../contracts/flags/flag-leases.ts'
import { fieldProblem, invalid } from '../../../contracts/refusals.ts'
import { hint } from '../definitions/check-definition.ts'
import { flagIn } from '../definitions/edit-flag.ts'
import { type EnvironmentRef, environmentName, isSame, refOf } from '../definitions/flag.ts'
import type { ChangeAuthor } from '../definitions/flag-changes.ts'
import type { LoadedEnvironment } from '../environments/flag-cache.ts'
import { currentEnvironment } from '../environments/load-environments.ts'
import { publishBreakGlass } from '../governance/change-author.ts'
import { ChangeRequested, createChangeRequest, type Deps as RequestDeps } from '../governance/create-change-request.ts'
import { recordAudit } from '../governance/record-audit.ts'
import { applyLeases, type Deps as LeaseDeps } from './apply-leases.ts'

export type Deps = LeaseDeps & RequestDeps

type Target = { readonly ref: EnvironmentRef; readonly id: string; readonly by: ChangeAuthor }
type Decide = (known: IncidentRule | undefined) => IncidentRule | null

/**
 * Adds, changes or (null) removes a rule; where changes need a second person it is only written down. A rule flips a flag
 * without asking anybody, at any hour: that is agreed to before, with the rule.
 */
export async function changeRule(deps: Deps, { ref, id, by }: Target, decide: Decide): Promise<IncidentRule | null> {
  const done = await deps.store.transaction(async () => {
    const now = await currentEnvironment(deps, ref)
    const known = await deps.rules.find(id)
    const rule = decide(known)
    if (rule) requireVariant(now, rule)
    if (rule && known && isSame(rule, known)) return known
    if (now.environment.approval && by.needsApproval) {
      const key = (rule ?? known)?.key ?? ''
      const [before, after] = [known ? shownRule(known) : null, rule && shownRule(rule)]
      return createChangeRequest(deps, now, by, { key, before, after, wanted: { kind: 'incident_rule', id, rule } })
    }
    return putRule(deps, now, by, { id, rule })
  })
  if (done instanceof ChangeRequested) throw done
  return done
}

/** In the running transaction: it acts from now on, also for incidents that are open already. */
export async function putRule(
  deps: Deps,
  now: LoadedEnvironment,
  by: ChangeAuthor,
  { id, rule }: { readonly id: string; readonly rule: IncidentRule | null },
): Promise<IncidentRule | null> {
  const before = await deps.rules.find(id)
  const after = rule && { ...rule, revision: (before?.revision ?? 0) + 1 }
  const key = (after ?? before)?.key ?? ''
  if (after) await deps.rules.put(after)
  else await deps.rules.delete(id)
  await applyLeases(deps)
  const what = !after ? 'deleted' : before ? 'changed' : 'created'
  await recordAudit(deps, by.actor, {
    action: `flag-rule.${by.breakGlass ? 'break-glass' : what}`,
    id: `${environmentName(refOf(now.environment))}/${key}`,
    before: before ? shownRule(before) : null,
    after: after || by.reason ? { ...(after && shownRule(after)), ...(by.reason ? { reason: by.reason } : {}) } : null,
  })
  await publishBreakGlass(deps, now, by, { subject: 'incident_rule', key })
  return after
}

function shownRule(rule: IncidentRule): Omit<IncidentRule, 'id' | 'created_by' | 'created_at' | 'revision'> {
  const { id: _id, created_by: _by, created_at: _at, revision: _revision, ...shown } = rule
  return shown
}

function requireVariant(now: LoadedEnvironment, { key, variant }: IncidentRule): void {
  const variants = Object.keys(flagIn(now, key).definition.variants)
  if (variants.includes(variant)) return
  const fields = [fieldProblem('body.variant', 'problem.no-variant')]
  throw invalid(
    'flags.no-such-variant',
    { variant, key, hint: hint(variant, variants) },
    {
      fields,
    },
  )
}
