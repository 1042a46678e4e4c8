import type { PresentSignal } from '../../../contracts/incidents/present-signals.ts'
import type { Context } from '../../../kit/service/service.ts'
import { selfName } from '../connectivity/self-signal.ts'
import type { Engine } from '../engine.ts'
import type { CheckRuntime } from '../scheduling/check-runtime.ts'
import { currentUpdate } from './check-state.ts'
import { signalOfCheck } from './signal.ts'

type Deps = Pick<Context, 'clock' | 'settings'> & Pick<Engine, 'checks' | 'selfSignal' | 'maintenance'>

/** From memory alone: it must answer while nothing can be stored or read. What maintenance excuses is left out. */
export function listPresentSignals(deps: Deps, since: string): { items: PresentSignal[] } {
  const { checks, selfSignal, settings } = deps
  const items: PresentSignal[] = []
  const own = selfSignal.current()
  if (own) items.push({ signal: own, name: selfName(settings.language), group: null, critical: false, url: null })
  for (const watched of checks.all()) {
    const update = isExcused(deps, watched) ? null : currentUpdate(watched.state)
    if (!update) continue
    const { definition, address } = watched.check
    const { name, group, critical } = definition
    const signal = signalOfCheck(watched, update, settings.language)
    items.push({ signal, name, group, critical, url: address })
  }
  return { items: items.filter(({ signal }) => signal.state !== 'up' || signal.observed_at >= since) }
}

function isExcused({ maintenance, clock }: Deps, { check }: CheckRuntime): boolean {
  const now = clock.now()
  return maintenance.of(check.slug).some(({ from, to }) => from <= now && now < to)
}
