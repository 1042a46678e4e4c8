import type { FlagLease, IncidentRule } from '../../../contracts/flag-leases.ts'
import * as contract from '../../../contracts/flag-leases.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { cursorOf, nextCursor } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { conflict, invalid, notFound } from '../../../kit/service/errors.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import { placeOf } from '../definitions/flag.ts'
import { orProposal } from '../governance/approval.ts'
import { byOf } from '../governance/change-author.ts'
import { actorOf, mayEdit, requireRole } from '../governance/permission.ts'
import { recordAudit } from '../governance/record-audit.ts'
import type { Work } from '../work.ts'
import { keepLease, showForced } from './apply-leases.ts'
import { changeRule } from './change-rule.ts'
import { isRunning, presentLease, released } from './lease.ts'
import { listSuspects } from './list-suspects.ts'

export function serveLeases(work: Work): Served[] {
  return [
    ...serveRules(work),
    serve(contract.ListLeases, async ({ query: { limit = 50, cursor, ...filter } }) => {
      const found = await work.leases.list({ ...filter, before: cursor, limit: limit + 1 })
      const items = found.slice(0, limit).map(presentLease)
      return { items, next_cursor: found.length > limit ? (items.at(-1)?.id ?? null) : null }
    }),
    serve(contract.ReleaseLease, async ({ params, body, caller }): Promise<FlagLease> => {
      const lease = await work.leases.find(params.id)
      if (!lease) throw notFound('flags.lease-not-found', `there is no lease "${params.id}"`)
      if (caller.role !== 'responder') await requireRole(work, caller, lease.project, 'editor')
      return work.store.transaction(async () => {
        const now = await work.leases.find(params.id)
        if (!now || !isRunning(now)) throw conflict('flags.lease-over', `the lease is ${now?.state ?? 'gone'} already`)
        const next = released(now, caller.name, work.clock.now())
        await keepLease(work, next, new Map())
        await showForced(work, placeOf(next))
        const after = { state: next.state, reason: body?.reason ?? null }
        const id = `${next.project}/${next.environment}/${next.key}`
        await recordAudit(work, actorOf(caller), {
          action: 'flag.lease-released',
          id,
          before: { state: now.state },
          after,
        })
        return presentLease(next)
      })
    }),
    serve(contract.ListFlagSuspects, ({ query }) => listSuspects(work, query.incident)),
  ]
}

type RuleFacts = Omit<IncidentRule, 'id' | 'project' | 'environment' | 'created_by' | 'created_at' | 'revision'>

/** Field by field: a body never says where a rule stands or who made it. */
const ruleFacts = (body: Partial<RuleFacts>, before: RuleFacts): RuleFacts => ({
  key: body.key ?? before.key,
  variant: body.variant ?? before.variant,
  component: body.component === undefined ? before.component : body.component,
  minimum_impact: body.minimum_impact ?? before.minimum_impact,
  hold_s: body.hold_s ?? before.hold_s,
  quiet_s: body.quiet_s ?? before.quiet_s,
  limit_s: body.limit_s ?? before.limit_s,
  rest_s: body.rest_s ?? before.rest_s,
  dry_run: body.dry_run ?? before.dry_run,
  banner: body.banner ?? before.banner,
  enabled: body.enabled ?? before.enabled,
})

const usual: Omit<RuleFacts, 'key' | 'variant'> = {
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

const ruleCursor = cursorOf('flags.incident-rules')

function readRuleCursor(cursor: string): string {
  const after = ruleCursor.read(cursor)
  if (after !== null) return after
  const fields = [{ field: 'query.cursor', message: 'is not a cursor of this list' }]
  throw invalid('flags.cursor', 'the cursor is not one of ours', { fields })
}

function serveRules(work: Work): Served[] {
  const unknownRule = (id: string) => notFound('flags.rule-not-found', `there is no rule "${id}"`)
  const ruleCalled = async (id: string, caller: Caller): Promise<IncidentRule> => {
    const rule = await work.rules.find(id)
    if (!rule) throw unknownRule(id)
    await requireRole(work, caller, rule.project, 'editor')
    return rule
  }
  return [
    serve(contract.ListIncidentRules, async ({ query: { project, environment, limit = 50, cursor } }) => {
      const after = cursor === undefined ? undefined : readRuleCursor(cursor)
      const found = await work.rules.list({ project, environment, after, limit: limit + 1 })
      return { items: found.slice(0, limit), next_cursor: nextCursor(ruleCursor, { found, limit }, ({ id }) => id) }
    }),
    serve(
      contract.CreateIncidentRule,
      async ({ query, body, caller }) => {
        const place = placeOf(query)
        const made = { id: work.newId(), created_by: caller.name, created_at: iso(work.clock.now()), revision: 0 }
        const rule = { ...made, ...place, ...ruleFacts(body, { ...usual, key: body.key, variant: body.variant }) }
        const by = byOf(caller, 'created', query)
        return orProposal(async () => kept(await changeRule(work, { place, id: rule.id, by }, () => rule)))
      },
      mayEdit(work),
    ),
    serve(contract.UpdateIncidentRule, async ({ params: { id }, query, body, caller }) => {
      const place = placeOf(await ruleCalled(id, caller))
      const by = byOf(caller, 'changed', query)
      return orProposal(async () =>
        kept(
          await changeRule(work, { place, id, by }, known => {
            if (!known) throw unknownRule(id)
            return { ...known, ...ruleFacts(body, known) }
          }),
        ),
      )
    }),
    serve(contract.DeleteIncidentRule, async ({ params: { id }, query, caller }) => {
      const place = placeOf(await ruleCalled(id, caller))
      const by = byOf(caller, 'deleted', query)
      return orProposal(async () => {
        await changeRule(work, { place, id, by }, known => {
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
