import { v7 as uuid } from 'uuid'
import { FlagLeaseChanged, type IncidentRule } from '../../../contracts/flags/flag-leases.ts'
import { say } from '../../../contracts/messages/words.ts'
import type { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import { type EnvironmentRef, environmentName } from '../definitions/flag.ts'
import { currentEnvironment, type Deps as LoadDeps } from '../environments/load-environments.ts'
import type { NextDue } from '../environments/next-due.ts'
import type { IncidentRuleStore } from './incident-rule-store.ts'
import {
  activeOverrides,
  actsFrom,
  isRunning,
  type KnownIncident,
  leaseAt,
  newLease,
  nextCheckAt,
  presentLease,
  ruleMatches,
  type StoredLease,
} from './lease.ts'

export type Deps = LoadDeps & {
  readonly publish: Context['publish']
  readonly clock: Clock
  readonly rules: IncidentRuleStore
  readonly incidents: ReadCopy<KnownIncident>
  readonly nextDue: NextDue
  readonly flipsPerHour: () => number
}

const hourMs = 3_600_000
/** Longer than any rule rests. */
const rememberedMs = 25 * hourMs

/**
 * Takes, quiets and ends leases by what is known now; in a transaction of its own or the running one. What is in force is
 * committed before anybody is told, and a start after a crash goes on from there.
 */
export function applyLeases(deps: Deps): Promise<void> {
  return deps.store.transaction(async () => {
    const now = deps.clock.now()
    const running = await deps.leases.running()
    const touched = new Map<string, EnvironmentRef>()
    for (const lease of running) {
      const next = leaseAt(lease, await deps.incidents.get(lease.incident_id), now)
      if (next !== lease) await saveLease(deps, next, touched)
    }
    const due = await takeLeases(deps, touched)
    for (const ref of touched.values()) await refreshOverrides(deps, ref)
    const checks = (await deps.leases.running()).flatMap(lease => nextCheckAt(lease) ?? [])
    const next = Math.min(...checks, ...due)
    deps.store.afterCommit(() => {
      deps.nextDue.leases = next
    })
  })
}

/** Those that are due; answers when rules that fit an open incident will act. */
async function takeLeases(deps: Deps, touched: Map<string, EnvironmentRef>): Promise<number[]> {
  const now = deps.clock.now()
  const open = await deps.incidents.all('open')
  if (open.length === 0) return []
  const rules = await deps.rules.all()
  if (rules.length === 0) return []
  const before = await deps.leases.recent(
    iso(now - rememberedMs),
    open.map(({ id }) => id),
  )
  const later: number[] = []
  for (const incident of open) {
    for (const rule of rules.filter(one => ruleMatches(one, incident))) {
      const from = actsFrom(rule, incident, before)
      if (from === null) continue
      if (from > now) later.push(from)
      else {
        const lease = await takeLease(deps, { rule, incident }, before)
        if (!lease) continue
        before.push(lease)
        await saveLease(deps, lease, touched)
      }
    }
  }
  return later
}

type Case = { readonly rule: IncidentRule; readonly incident: KnownIncident }

async function takeLease(
  deps: Deps,
  { rule, incident }: Case,
  before: readonly StoredLease[],
): Promise<StoredLease | null> {
  const now = deps.clock.now()
  const flag = (await currentEnvironment(deps, rule)).flags.get(rule.key)
  if (!flag || !Object.hasOwn(flag.definition.variants, rule.variant)) return null
  const sameFlag = (lease: StoredLease) => environmentName(lease) === environmentName(rule) && lease.key === rule.key
  if (before.some(lease => isRunning(lease) && sameFlag(lease))) return null
  const lease = (state: 'active' | 'dry_run' | 'refused') => {
    const { number, impact } = incident
    const { component } = rule
    const reason =
      component === null ? say('flag.leased', { number, impact }) : say('flag.leased-on', { number, impact, component })
    return newLease(rule, incident, { id: uuid(), at: now, state, reason })
  }
  if (rule.dry_run) return lease('dry_run')
  const flips = before.filter(({ taken_at, state }) => isFlip(state) && Date.parse(taken_at) > now - hourMs)
  if (flips.length < deps.flipsPerHour()) return lease('active')
  const isKnown = before.some(
    one => one.state === 'refused' && one.rule_id === rule.id && one.incident_id === incident.id,
  )
  return isKnown ? null : lease('refused')
}

const isFlip = (state: StoredLease['state']): boolean => state !== 'dry_run' && state !== 'refused'

/** In the running transaction. Its environment still has to be shown. */
export async function saveLease(deps: Deps, lease: StoredLease, touched: Map<string, EnvironmentRef>): Promise<void> {
  await deps.leases.put(lease)
  await deps.publish(fact(FlagLeaseChanged, lease.id, presentLease(lease)))
  const { project, environment } = lease
  touched.set(environmentName(lease), { project, environment })
}

/** What is forced in this environment, from the next evaluation after the commit on. */
export async function refreshOverrides(deps: Deps, ref: EnvironmentRef): Promise<void> {
  const now = await currentEnvironment(deps, ref)
  const environment = { ...now.environment, revision: now.environment.revision + 1 }
  await deps.environments.put(environment)
  const overrides = activeOverrides(await deps.leases.runningAt(ref))
  deps.store.afterCommit(() => deps.cache.set(ref, { ...now, environment, overrides }))
}
