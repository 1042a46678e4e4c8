import type { FlagLease, IncidentRule } from '../../../contracts/flag-leases.ts'
import * as contract from '../../../contracts/flag-leases.ts'
import { iso } from '../../../kit/clock.ts'
import { conflict, invalid, notFound } from '../../../kit/errors.ts'
import { type Served, serve } from '../../../kit/service.ts'
import { flagIn } from '../edit-flag.ts'
import { hint } from '../engine/check-definition.ts'
import { placeOf } from '../flag.ts'
import { listPage } from '../list-page.ts'
import { actorOf, requireRole } from '../permission.ts'
import { recordAudit } from '../record-audit.ts'
import { loadedAt } from '../serve-definitions.ts'
import type { Work } from '../work.ts'
import { judgeLeases, keepLease, showForced } from './judge-leases.ts'
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

const defaults = {
  component: null,
  minimum_impact: 'major',
  hold_s: 0,
  quiet_s: 300,
  limit_s: 14_400,
  rest_s: 300,
  dry_run: false,
  banner: '',
  enabled: true,
} as const

function serveRules(work: Work): Served[] {
  const keep = async (rule: IncidentRule): Promise<IncidentRule> => {
    const flag = flagIn(loadedAt(work, placeOf(rule)), rule.key)
    const variants = Object.keys(flag.definition.variants)
    if (!variants.includes(rule.variant)) {
      const fields = [{ field: 'body.variant', message: 'is none of them' }]
      throw invalid(
        'flags.no-such-variant',
        `"${rule.variant}" is no variant of "${rule.key}"; ${hint(rule.variant, variants)}`,
        { fields },
      )
    }
    await work.store.transaction(async () => {
      await work.rules.put(rule)
      await judgeLeases(work)
    })
    return rule
  }
  const ruleCalled = async (id: string): Promise<IncidentRule> => {
    const rule = await work.rules.find(id)
    if (!rule) throw notFound('flags.rule-not-found', `there is no rule "${id}"`)
    return rule
  }
  return [
    serve(contract.ListIncidentRules, async ({ query }) => {
      const all = await work.rules.all()
      const wanted = all.filter(
        ({ project, environment }) =>
          (query.project ?? project) === project && (query.environment ?? environment) === environment,
      )
      return listPage(wanted, query)
    }),
    serve(contract.CreateIncidentRule, async ({ query, body, caller }) => {
      const place = placeOf(query)
      await requireRole(work, caller, place.project, 'editor')
      const made = { id: work.newId(), created_by: caller.name, created_at: iso(work.clock.now()) }
      return keep({ ...made, ...place, ...defaults, ...body })
    }),
    serve(contract.UpdateIncidentRule, async ({ params, body, caller }) => {
      const rule = await ruleCalled(params.id)
      await requireRole(work, caller, rule.project, 'editor')
      return keep({ ...rule, ...body })
    }),
    serve(contract.DeleteIncidentRule, async ({ params, caller }) => {
      const rule = await ruleCalled(params.id)
      await requireRole(work, caller, rule.project, 'editor')
      await work.store.transaction(() => work.rules.delete(rule.id))
      return null
    }),
  ]
}
