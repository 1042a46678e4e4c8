import { v7 as uuid } from 'uuid'
import { type Signal, SignalChanged } from '../../../contracts/incidents/signal.ts'
import { inEnglish, type Message } from '../../../contracts/messages/words.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Made } from '../deps.ts'

/** That something is not as it should be, as it was told. */
export type Episode = { readonly episode: string; readonly since: string }

export const newEpisode = (clock: Clock): Episode => ({ episode: uuid(), since: iso(clock.now()) })

type Told = Episode & {
  /** What it is of: `schedule:daily-checker`. */
  readonly signal: string
  /** Slug of the component that is in trouble. */
  readonly component: string
  readonly sequence: number
  readonly state: 'degraded' | 'up'
  readonly summary: Message
}

/** In the transaction of the change that it tells of. */
export async function publishSignal(
  { publish, clock }: Pick<Made, 'publish' | 'clock'>,
  { signal, component, episode, since, sequence, state, summary }: Told,
): Promise<void> {
  const told: Signal = {
    signal,
    episode,
    sequence,
    component,
    state,
    impact: state === 'up' ? 'none' : 'minor',
    summary: inEnglish(summary),
    summary_i18n: summary,
    evidence: { level: 'certain', source: 'functions' },
    started_at: since,
    detected_at: since,
    observed_at: iso(clock.now()),
    flapping: false,
  }
  await publish(fact(SignalChanged, signal, told))
}
