import type { Evidence, Impact, SignalState } from '../../../contracts/common-schemas.ts'
import type { Signal } from '../../../contracts/incidents/signal.ts'
import type { Message } from '../../../kit/messages/message.ts'

export type Trouble = 'degraded' | 'down'

/** One outage of one signal, put together from its signals, in whatever order they came. */
export type Episode = {
  readonly signal: string
  readonly episode: string
  /** Whether what is known of it is certain enough to open an incident. */
  readonly opens: boolean
  /** Of the earliest trouble, which says what failed first; null while only its end is known. */
  readonly first_sequence: number | null
  readonly sequence: number
  readonly state: SignalState
  readonly flapping: boolean
  readonly worst: Trouble | null
  readonly impact: Impact
  readonly summary: string
  readonly summary_i18n: Message | null
  readonly evidence: Evidence | null
  readonly started_at: string | null
  readonly detected_at: string | null
  readonly ended_at: string | null
}

/** The newest state of a signal, whichever episode it belongs to. */
export type Latest = Pick<Signal, 'sequence' | 'episode' | 'state' | 'flapping' | 'observed_at'>

export type Step<Known extends Episode> = {
  readonly before: Known | undefined
  readonly after: Episode
  /** When what is new about it was first seen. */
  readonly at: string
  /** Something newer of its signal is known already. */
  readonly past: boolean
}

const order: readonly Impact[] = ['none', 'minor', 'major', 'critical']

export const impactRank = (impact: Impact): number => order.indexOf(impact)

export function worseImpact(one: Impact, other: Impact): Impact {
  return impactRank(one) >= impactRank(other) ? one : other
}

export function troubleOf(state: SignalState): Trouble | null {
  return state === 'down' || state === 'degraded' ? state : null
}

/** A signal that flaps is not over when it is up: it is over when it stays up. */
export function isRecovery({ state, flapping }: Pick<Signal, 'state' | 'flapping'>): boolean {
  return state === 'up' && !flapping
}

/** Sources that propose no impact for a trouble get the usual one. */
export function impactOf({ state, impact }: Pick<Signal, 'state' | 'impact'>, critical: boolean): Impact {
  if (impact !== 'none' || troubleOf(state) === null) return impact
  if (state === 'degraded') return 'minor'
  return critical ? 'critical' : 'major'
}

export type Weight = { readonly opens: boolean; readonly critical: boolean }

/** Adds what the signal says of its episode. The same twice, or in another order, comes to the same. */
export function withSignal(known: Episode | undefined, signal: Signal, { opens, critical }: Weight): Episode {
  const before = known ?? unknownEpisode(signal)
  const trouble = troubleOf(signal.state)
  return {
    ...before,
    ...(trouble && beginning(before, signal)),
    ...(trouble && {
      opens: before.opens || opens,
      worst: before.worst === 'down' ? 'down' : trouble,
      impact: worseImpact(before.impact, impactOf(signal, critical)),
    }),
    ...(signal.state !== 'unknown' && signal.sequence > before.sequence && standing(signal)),
  }
}

/** Of the episodes that a signal touches: what it says of its own, and those that its recovery ends. */
export function stepsOf<Known extends Episode>(
  signal: Signal,
  touched: readonly Known[],
  { latest, ...weight }: Weight & { readonly latest: Latest },
): Step<Known>[] {
  const at = signal.observed_at
  const steps: Step<Known>[] = []
  if (signal.episode !== null) {
    const before = touched.find(({ episode }) => episode === signal.episode)
    const changed = withSignal(before, signal, weight)
    const past = changed.ended_at === null && isPast(changed, latest)
    // Of an episode that has a name its own end is still to come, with the right time.
    const after = past && latest.episode === null ? end(changed, latest.observed_at) : changed
    steps.push({ before, after, at, past })
  }
  if (!isRecovery(signal) || signal.sequence !== latest.sequence) return steps
  const left = touched.filter(({ episode, ended_at }) => episode !== signal.episode && ended_at === null)
  return [...steps, ...left.map(before => ({ before, after: end(before, at), at, past: true }))]
}

/** The signal is well again, and said so without naming this episode, or the check behind it is gone. */
export function end(episode: Episode, at: string): Episode {
  return { ...episode, state: 'up', flapping: false, ended_at: at }
}

/** Something newer shows that the episode is over, though its own end is still to come. */
export function isPast(episode: Episode, latest: Omit<Latest, 'observed_at'>): boolean {
  if (latest.sequence <= episode.sequence) return false
  return isRecovery(latest) || (latest.episode !== null && latest.episode !== episode.episode)
}

function unknownEpisode({ signal, episode }: Signal): Episode {
  return {
    signal,
    episode: episode ?? '',
    opens: false,
    first_sequence: null,
    sequence: -1,
    state: 'unknown',
    flapping: false,
    worst: null,
    impact: 'none',
    summary: '',
    summary_i18n: null,
    evidence: null,
    started_at: null,
    detected_at: null,
    ended_at: null,
  }
}

function beginning(before: Episode, { sequence, summary, summary_i18n = null, evidence }: Signal): Partial<Episode> {
  if (before.first_sequence !== null && before.first_sequence <= sequence) return {}
  return { first_sequence: sequence, summary, summary_i18n, evidence }
}

/** The times too are those of the latest signal: should the clock have been set meanwhile, they moved with it. */
function standing({ sequence, state, flapping, started_at, detected_at, observed_at }: Signal): Partial<Episode> {
  const ended_at = isRecovery({ state, flapping }) ? observed_at : null
  return { sequence, state, flapping, started_at, detected_at, ended_at }
}
