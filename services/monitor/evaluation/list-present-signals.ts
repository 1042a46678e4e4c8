import type { Language } from '../../../contracts/messages/notifications.ts'
import type { PresentSignal } from '../../../contracts/present-signals.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { type LookoutSignal, selfName } from '../connectivity/self-signal.ts'
import type { WatchedCheck, WatchedChecks } from '../scheduling/check-runtime.ts'
import type { MaintenanceBook } from '../uptime/maintenance-cache.ts'
import { presentTold } from './check-state.ts'
import { evidenceOf } from './evidence.ts'
import { toSignal } from './signal.ts'

export type Present = {
  readonly checks: WatchedChecks
  readonly lookout: LookoutSignal
  readonly maintenance: MaintenanceBook
  readonly clock: Clock
  readonly language: () => Language
}

/** From memory alone: it must answer while nothing can be stored or read. What maintenance excuses is left out. */
export function listPresentSignals(present: Present, since: string): { items: PresentSignal[] } {
  const { checks, lookout, language } = present
  const items: PresentSignal[] = []
  const changed = (one: PresentSignal) => one.signal.state !== 'up' || one.signal.observed_at >= since
  for (const watched of checks.all()) {
    const one = isExcused(present, watched) ? null : presentSignal(watched, language())
    if (one && changed(one)) items.push(one)
  }
  const own = lookout.present()
  const ofLookout = own && { signal: own, name: selfName(language()), group: null, critical: false, url: null }
  return { items: ofLookout && changed(ofLookout) ? [ofLookout, ...items] : items }
}

function presentSignal(watched: WatchedCheck, language: Language): PresentSignal | null {
  const told = presentTold(watched.state)
  if (!told) return null
  const { id, slug, definition, address } = watched.check
  const { name, group, critical } = definition
  const evidence = told.state === 'up' ? null : evidenceOf(watched)
  const { reason } = watched.state
  const subject = { signal: `check:${id}`, component: slug, name, critical }
  return { signal: toSignal(subject, told, { reason, evidence, language }), name, group, critical, url: address }
}

function isExcused({ maintenance, clock }: Present, { check }: WatchedCheck): boolean {
  const now = clock.now()
  return maintenance.of(check.slug).some(({ from, to }) => from <= now && now < to)
}
