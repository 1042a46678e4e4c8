import { FlagLeaseChanged, type IncidentRule } from '../../../contracts/flag-leases.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { type Place, placeName } from '../definitions/flag.ts'
import { current } from '../environments/change-environment.ts'
import type { Work } from '../work.ts'
import { forcedBy } from './active-overrides.ts'
import {
  actsFrom,
  fits,
  isRunning,
  type KnownIncident,
  leaseAt,
  looksAt,
  newLease,
  presentLease,
  type StoredLease,
} from './lease.ts'

const hourMs = 3_600_000
/** Longer than any rule rests. */
const rememberedMs = 25 * hourMs

/**
 * Takes, quiets and ends leases by what is known now; in a transaction of its own or the running one. What is in force is
 * committed before anybody is told, and a start after a crash goes on from there.
 */
export function judgeLeases(work: Work): Promise<void> {
  return work.store.transaction(async () => {
    const now = work.clock.now()
    const running = await work.leases.running()
    const touched = new Map<string, Place>()
    for (const lease of running) {
      const next = leaseAt(lease, await work.incidents.get(lease.incident_id), now)
      if (next !== lease) await keepLease(work, next, touched)
    }
    const due = await takeLeases(work, touched)
    for (const place of touched.values()) await showForced(work, place)
    const looks = (await work.leases.running()).flatMap(lease => looksAt(lease) ?? [])
    const next = Math.min(...looks, ...due)
    work.store.afterCommit(() => work.agenda.set('leases', next))
  })
}

/** Those that are due; answers when rules that fit an open incident will act. */
async function takeLeases(work: Work, touched: Map<string, Place>): Promise<number[]> {
  const now = work.clock.now()
  const open = await work.incidents.all('open')
  if (open.length === 0) return []
  const rules = await work.rules.all()
  if (rules.length === 0) return []
  const before = await work.leases.recent(
    iso(now - rememberedMs),
    open.map(({ id }) => id),
  )
  const later: number[] = []
  for (const incident of open) {
    for (const rule of rules.filter(one => fits(one, incident))) {
      const from = actsFrom(rule, incident, before)
      if (from === null) continue
      if (from > now) later.push(from)
      else {
        const lease = await takeLease(work, { rule, incident }, before)
        if (!lease) continue
        before.push(lease)
        await keepLease(work, lease, touched)
      }
    }
  }
  return later
}

type Case = { readonly rule: IncidentRule; readonly incident: KnownIncident }

async function takeLease(
  work: Work,
  { rule, incident }: Case,
  before: readonly StoredLease[],
): Promise<StoredLease | null> {
  const now = work.clock.now()
  const flag = (await current(work, rule)).flags.get(rule.key)
  if (!flag || !Object.hasOwn(flag.definition.variants, rule.variant)) return null
  const sameFlag = (lease: StoredLease) => placeName(lease) === placeName(rule) && lease.key === rule.key
  if (before.some(lease => isRunning(lease) && sameFlag(lease))) return null
  const lease = (state: 'active' | 'dry_run' | 'refused') => {
    const where = rule.component === null ? '' : ` on ${rule.component}`
    const reason = `incident ${incident.number}, ${incident.impact}${where}`
    return newLease(rule, incident, { id: work.newId(), at: now, state, reason })
  }
  if (rule.dry_run) return lease('dry_run')
  const flips = before.filter(({ taken_at, state }) => isFlip(state) && Date.parse(taken_at) > now - hourMs)
  if (flips.length < work.flipsAnHour()) return lease('active')
  const isKnown = before.some(
    one => one.state === 'refused' && one.rule_id === rule.id && one.incident_id === incident.id,
  )
  return isKnown ? null : lease('refused')
}

const isFlip = (state: StoredLease['state']): boolean => state !== 'dry_run' && state !== 'refused'

/** In the running transaction. Its environment still has to be shown. */
export async function keepLease(work: Work, lease: StoredLease, touched: Map<string, Place>): Promise<void> {
  await work.leases.put(lease)
  await work.publish(fact(FlagLeaseChanged, lease.id, presentLease(lease)))
  const { project, environment } = lease
  touched.set(placeName(lease), { project, environment })
}

/** What is forced in this environment, from the next evaluation after the commit on. */
export async function showForced(work: Work, place: Place): Promise<void> {
  const now = await current(work, place)
  const environment = { ...now.environment, revision: now.environment.revision + 1 }
  await work.environments.put(environment)
  const forced = forcedBy(await work.leases.runningAt(place))
  work.store.afterCommit(() => work.board.put(place, { ...now, environment, forced }))
}
