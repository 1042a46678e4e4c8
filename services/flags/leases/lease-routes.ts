import { v7 as uuid } from 'uuid'
import type { IncidentRule } from '../../../contracts/flags/flag-leases.ts'
import * as contract from '../../../contracts/flags/flag-leases.ts'
import { conflict, notFound } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { namedFields } from '../../../kit/service/named-fields.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import { environmentRef } from '../definitions/flag.ts'
import { pagesById } from '../environments/pages.ts'
import { authorOf } from '../governance/change-author.ts'
import { orChangeRequest } from '../governance/create-change-request.ts'
import { actorOf, mayEdit, type Deps as RoleDeps, requireRole } from '../governance/permission.ts'
import { recordAudit } from '../governance/record-audit.ts'
import { refreshOverrides, saveLease } from './apply-leases.ts'
import { changeRule, type Deps as RuleDeps } from './change-rule.ts'
import { isRunning, presentLease, released } from './lease.ts'
import { listSuspects, type Deps as SuspectDeps } from './list-suspects.ts'

type Deps = RuleDeps & RoleDeps & SuspectDeps

const leasePages = pagesById('leases')
const rulePages = pagesById('incident-rules')

export function serveLeases(deps: Deps): Served[] {
  return [
    ...serveRules(deps),
    serve(contract.ListLeases, async ({ query }) => {
      const { items, next_cursor } = await leasePages(query, from => deps.leases.list({ ...query, ...from }))
      return { items: items.map(presentLease), next_cursor }
    }),
    serve(contract.ReleaseLease, ({ params, body, caller }) => releaseLease(deps, params.id, caller, body?.reason)),
    serve(contract.ListFlagSuspects, ({ query }) => listSuspects(deps, query.incident)),
  ]
}

async function releaseLease(deps: Deps, id: string, caller: Caller, reason: string | null = null) {
  const lease = await deps.leases.find(id)
  if (!lease) throw notFound('flags.lease-not-found', { id })
  if (caller.role !== 'responder') await requireRole(deps, caller, lease.project, 'editor')
  return deps.store.transaction(async () => {
    const now = await deps.leases.find(id)
    if (!now || !isRunning(now)) throw conflict('flags.lease-over', { state: now?.state ?? 'gone' })
    const next = released(now, caller.name, deps.clock.now())
    await saveLease(deps, next, new Map())
    await refreshOverrides(deps, environmentRef(next))
    await recordAudit(deps, actorOf(caller), {
      action: 'flag.lease-released',
      id: `${next.project}/${next.environment}/${next.key}`,
      before: { state: now.state },
      after: { state: next.state, reason },
    })
    return presentLease(next)
  })
}

type RuleFacts = Omit<IncidentRule, 'id' | 'project' | 'environment' | 'created_by' | 'created_at' | 'revision'>

const ruleDefaults: Omit<RuleFacts, 'key' | 'variant'> = {
  component: null,
  minimum_impact: 'major',
  hold_s: 0,
  quiet_s: 300,
  limit_s: 14_400,
  rest_s: 300,
  dry_run: false,
  banner: '',
  enabled: true,
}

/** Field by field: a body never says where a rule stands or who made it. */
function changedRule(rule: IncidentRule, body: Partial<RuleFacts>): IncidentRule {
  const timing = namedFields(body, ['hold_s', 'quiet_s', 'limit_s', 'rest_s'])
  const names = ['key', 'variant', 'component', 'minimum_impact', 'dry_run', 'banner', 'enabled'] as const
  return { ...rule, ...timing, ...namedFields(body, names) }
}

function serveRules(deps: Deps): Served[] {
  const unknownRule = (id: string) => notFound('flags.rule-not-found', { id })
  const ruleCalled = async (id: string, caller: Caller): Promise<IncidentRule> => {
    const rule = await deps.rules.find(id)
    if (!rule) throw unknownRule(id)
    await requireRole(deps, caller, rule.project, 'editor')
    return rule
  }
  return [
    serve(contract.ListIncidentRules, async ({ query }) => {
      const { items, next_cursor } = await rulePages(query, from => deps.rules.list({ ...query, ...from }))
      return { items, next_cursor }
    }),
    serve(
      contract.CreateIncidentRule,
      async ({ query, body, caller }) => {
        const ref = environmentRef(query)
        const made = { id: uuid(), created_by: caller.name, created_at: iso(deps.clock.now()), revision: 0 }
        const { key, variant } = body
        const rule = changedRule({ ...made, ...ref, ...ruleDefaults, key, variant }, body)
        const by = authorOf(caller, 'created', query)
        return orChangeRequest(async () => kept(await changeRule(deps, { ref, id: rule.id, by }, () => rule)))
      },
      mayEdit(deps),
    ),
    serve(contract.UpdateIncidentRule, async ({ params: { id }, query, body, caller }) => {
      const ref = environmentRef(await ruleCalled(id, caller))
      const by = authorOf(caller, 'changed', query)
      return orChangeRequest(async () =>
        kept(
          await changeRule(deps, { ref, id, by }, known => {
            if (!known) throw unknownRule(id)
            return changedRule(known, body)
          }),
        ),
      )
    }),
    serve(contract.DeleteIncidentRule, async ({ params: { id }, query, caller }) => {
      const ref = environmentRef(await ruleCalled(id, caller))
      const by = authorOf(caller, 'deleted', query)
      return orChangeRequest(async () => {
        await changeRule(deps, { ref, id, by }, known => {
          if (!known) throw unknownRule(id)
          return null
        })
        return null
      })
    }),
  ]
}

function kept(rule: IncidentRule | null): IncidentRule {
  if (!rule) throw new Error('a rule that was put is not there')
  return rule
}
