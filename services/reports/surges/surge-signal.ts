import type { Signal } from '../../../contracts/incidents/signal.ts'
import type { ReportMessages } from '../../../contracts/messages/en/tables/reports.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { KnownComponent } from '../copies/known-components.ts'
import type { Level } from './surge.ts'

/** One surge from its first alarm to its end, as it was published. */
export type Episode = Pick<Signal, 'signal' | 'component' | 'started_at' | 'detected_at'> & {
  readonly id: string
  readonly level: Exclude<Level, 'none'>
}

export type Wording = { readonly words: ReportMessages; readonly public_url: string | undefined }
export type About = Wording & {
  readonly component: KnownComponent
  readonly sequence: number
  readonly at: number
}

export function begin(id: string, level: Episode['level'], since: number, { component, at }: About): Episode {
  return {
    id,
    level,
    signal: `reports:${component.slug}`,
    component: component.slug,
    started_at: iso(since * 60_000),
    detected_at: iso(at),
  }
}

/** `unavailable`: the share of the reports that say it cannot be reached. Only then the crowd says that it is down. */
export function troubleSignal(episode: Episode, unavailable: number, about: About): Signal {
  const { component, words } = about
  const down = episode.level === 'likely' && unavailable >= 0.5
  return {
    ...common(episode, about),
    state: down ? 'down' : 'degraded',
    impact: down ? (component.critical ? 'critical' : 'major') : 'minor',
    summary: words[episode.level](component.name),
  }
}

export function recoverySignal(episode: Episode, about: About): Signal {
  const { component, words } = about
  return { ...common(episode, about), state: 'up', impact: 'none', summary: words.over(component.name) }
}

function common(
  { id, level, signal, component, started_at, detected_at }: Episode,
  { sequence, at, public_url }: About,
): Omit<Signal, 'state' | 'impact' | 'summary'> {
  const url = public_url ? `${public_url.replace(/\/+$/, '')}/reports/${encodeURIComponent(component)}` : null
  return {
    signal,
    component,
    started_at,
    detected_at,
    sequence,
    episode: id,
    evidence: { level, source: 'reports', url },
    observed_at: iso(at),
    flapping: false,
  }
}
