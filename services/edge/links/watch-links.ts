import { v7 as uuid } from 'uuid'
import { type Signal, SignalChanged } from '../../../contracts/incidents/signal.ts'
import { inEnglish, say } from '../../../contracts/messages/words.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Made } from '../deps.ts'
import type { Link } from './link-store.ts'

/** An edge says twice a minute that it is there. */
const silentAfterMs = 300_000

export const isSilent = ({ last_contact_at, revoked_at }: Link, now: number): boolean =>
  revoked_at === null && last_contact_at !== null && now - Date.parse(last_contact_at) > silentAfterMs

type Deps = Pick<Made, 'store' | 'publish' | 'links' | 'clock'>

/** Tells of edges that have fallen silent, and of those that are heard of again or are not expected any more. */
export async function watchLinks(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  for (const { edge } of (await deps.links.list()).filter(link => hasChanged(link, now)))
    await deps.store.transaction(async () => {
      const link = await deps.links.find(edge)
      if (!link || !hasChanged(link, now)) return
      const { silent_episode, silent_since, sequence } = link
      const told = { episode: silent_episode ?? uuid(), since: silent_since ?? iso(now), sequence: sequence + 1, now }
      const begins = silent_episode === null
      const silence = { silent_episode: begins ? told.episode : null, silent_since: begins ? told.since : null }
      await deps.links.put({ ...link, ...silence, sequence: told.sequence })
      const signal = signalOf(edge, begins, told)
      await deps.publish(fact(SignalChanged, signal.signal, signal))
    })
}

const hasChanged = (link: Link, now: number): boolean => isSilent(link, now) !== (link.silent_episode !== null)

type Told = { readonly episode: string; readonly since: string; readonly sequence: number; readonly now: number }

function signalOf(edge: string, begins: boolean, { episode, since, sequence, now }: Told): Signal {
  const summary = begins ? say('edge.link-silent', { edge }) : say('edge.link-back', { edge })
  return {
    signal: `edge-link:${edge}`,
    episode,
    sequence,
    component: 'devices',
    state: begins ? 'degraded' : 'up',
    impact: begins ? 'minor' : 'none',
    summary: inEnglish(summary),
    summary_i18n: summary,
    evidence: { level: 'certain', source: 'edge' },
    started_at: since,
    detected_at: since,
    observed_at: iso(now),
    flapping: false,
  }
}
