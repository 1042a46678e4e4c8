import type { Evidence, Impact, SignalState } from '../../../contracts/common-schemas.ts'
import type { Signal } from '../../../contracts/incidents/signal.ts'
import type { ProviderMessages } from '../../../contracts/messages/en/tables/providers.ts'
import type { ProviderEvent } from '../../../contracts/providers.ts'
import { isCritical, isTrouble, type StoredProvider } from '../registry/provider.ts'

/** What was last said of a component because of a provider. */
export type LastSignal = {
  readonly signal: string
  readonly provider: string
  /** Slug. */
  readonly component: string
  /** Null while all is well. */
  readonly episode: string | null
  readonly sequence: number
  readonly state: SignalState
  readonly impact: Impact
  readonly level: Evidence['level']
  readonly summary: string
  readonly started_at: string
  readonly detected_at: string
}

/** What a provider means for a component that stands on it. */
type SignalAssessment = {
  readonly state: SignalState
  readonly impact: Impact
  readonly level: Evidence['level']
  readonly summary: string
}

export type SignalContext = {
  readonly words: ProviderMessages
  readonly at: string
  readonly newEpisode: () => string
}

/** Vendors date their incidents back; what is older than this began before anybody here could feel it. */
const backdatedMs = 86_400_000

/** One signal per component: whoever handles it keeps one state per signal. */
export const signalName = (provider: string, component: string): string => `provider:${provider}:${component}`

/**
 * At most `degraded`: whether the component itself is down, its own check sees. Only what is critical is certain enough
 * to open an incident; the rest is a suspicion.
 */
function assessProvider(
  provider: StoredProvider,
  worst: ProviderEvent | undefined,
  words: ProviderMessages,
): SignalAssessment {
  const { name, state, archived } = provider
  if (archived) return { state: 'up', impact: 'none', level: 'likely', summary: words.noLongerFollowed(name) }
  const summary = words.says(name, state, worst?.title ?? null)
  if (state === 'unknown') return { state: 'unknown', impact: 'none', level: 'likely', summary }
  if (!isTrouble(state)) return { state: 'up', impact: 'none', level: 'likely', summary: words.over(name) }
  if (isCritical(provider)) return { state: 'degraded', impact: 'major', level: 'certain', summary }
  return { state: 'degraded', impact: 'minor', level: 'likely', summary }
}

/** What is new of a component, or null. `open`: what the provider lists, in scope. */
export function nextSignal(
  before: LastSignal | undefined,
  component: string,
  provider: StoredProvider,
  { open, stands, ...telling }: SignalContext & { readonly open: readonly ProviderEvent[]; readonly stands: boolean },
): LastSignal | null {
  const worst = worstOf(open)
  const bearing = stands
    ? assessProvider(provider, worst, telling.words)
    : assessProvider({ ...provider, archived: true }, worst, telling.words)
  const begun = before?.episode != null
  // Where nothing was wrong there is nothing to end and nothing to doubt.
  if (!begun && bearing.state !== 'degraded') return null
  // What was certain once stays so until it is over, or an incident would lose its cause.
  const level = begun && bearing.state !== 'up' && before?.level === 'certain' ? 'certain' : bearing.level
  const impact =
    begun && bearing.state !== 'up' ? worseImpact(before?.impact ?? 'none', bearing.impact) : bearing.impact
  const next = { ...bearing, level, impact }
  if (before && begun && before.state === next.state && before.level === level && before.impact === impact) return null
  return {
    ...next,
    signal: signalName(provider.id, component),
    provider: provider.id,
    component,
    episode: before?.episode ?? telling.newEpisode(),
    sequence: (before?.sequence ?? 0) + 1,
    started_at: begun && before ? before.started_at : beginning(worst, telling.at),
    detected_at: begun && before ? before.detected_at : telling.at,
  }
}

/** What is kept of it: an episode that ended is forgotten, its numbers go on. */
export const kept = (said: LastSignal): LastSignal => (said.state === 'up' ? { ...said, episode: null } : said)

export function toSignal(said: LastSignal, url: string, at: string): Signal {
  const { signal, episode, sequence, component, state, impact, summary, started_at, detected_at } = said
  return {
    signal,
    episode,
    sequence,
    component,
    state,
    impact,
    summary,
    started_at,
    detected_at,
    evidence: { level: said.level, source: 'providers', url },
    observed_at: at,
    flapping: false,
  }
}

const order: readonly Impact[] = ['none', 'minor', 'major', 'critical']
const worseImpact = (one: Impact, other: Impact): Impact => (order.indexOf(one) >= order.indexOf(other) ? one : other)

function worstOf(open: readonly ProviderEvent[]): ProviderEvent | undefined {
  return open.toSorted((a, b) => order.indexOf(b.impact) - order.indexOf(a.impact))[0]
}

function beginning(worst: ProviderEvent | undefined, at: string): string {
  const said = worst?.started_at
  return said && said < at && Date.parse(at) - Date.parse(said) <= backdatedMs ? said : at
}
