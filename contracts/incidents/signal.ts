import { type Static, Type } from 'typebox'
import { defineEvent } from '../../kit/service/event.ts'
import { Evidence, Impact, Nullable, SignalState, Time, Worded } from '../common-schemas.ts'

/**
 * What every source of trouble says. `signal` names the source (`check:<id>`, `provider:cloudflare`), `episode` is the id
 * of one outage of one signal, `sequence` counts per signal and never goes back. Events arrive late, twice and out of
 * order: readers key by (signal, episode) and keep the highest sequence.
 */
export const Signal = Type.Object({
  signal: Type.String(),
  episode: Nullable(Type.String()),
  sequence: Type.Integer(),
  /** Slug of the component that is in trouble. */
  component: Type.String(),
  state: SignalState,
  impact: Impact,
  summary: Type.String(),
  summary_i18n: Worded,
  evidence: Nullable(Evidence),
  /**
   * Of the episode, also in its later signals and in the `up` that ends it, so that each of them tells the whole: when it
   * began, and when that was confirmed. Should the clock have been set meanwhile, the later signal is right. Without an
   * episode: of the state.
   */
  started_at: Time,
  detected_at: Time,
  /** When the present state was first seen: for `up`, the end of the outage. */
  observed_at: Time,
  /** True while the signal changes too often: said once, then no message until it is stable. The episode stays open. */
  flapping: Type.Boolean({ default: false }),
})
export type Signal = Static<typeof Signal>

export const SignalChanged = defineEvent('vigie.signal-changed.v1', Signal, { grows: true })
