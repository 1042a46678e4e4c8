import { alarmsOfWeeks, type Budget, freshBudget, spend } from './alarm.ts'
import { addToBand, type Band, type BandShape, type Edges, edgesOf, emptyBand, spansOutside } from './quantile-band.ts'

/**
 * Whether a value has left the band of its own past: by far, or by a little and for a while. Of the second sort there is
 * hardly one a week: each alarm of the last weeks makes it take four times as much.
 */
export type BandSettings = BandShape & {
  /** At least so long a time is in the window; where samples come often, only every so many of them are kept. */
  readonly cover_ms: number
  readonly warm_up: number
  readonly warm_up_ms: number
  /** Spans outside that a single value needs; more where values are often far outside. */
  readonly margin: number
  /** Spans outside that values in a row need, at least two of them and for at least `persist_ms`. */
  readonly persist_margin: number
  readonly persist_ms: number
  readonly cool_down: number
  /** What is outside widens the band by no more than so many spans at once. */
  readonly clip: number
  /** And by no more than so many in an hour, so that it does not follow a drift. */
  readonly clip_per_hour: number
  /** So many kept samples outside are taken to be the new usual; what happens again and again sooner. */
  readonly settle: number
  /** For so many weeks an alarm makes the next one rarer. */
  readonly ration_weeks: number
}

export const bandDefaults: BandSettings = {
  share: 0.001,
  window: 8_000,
  cover_ms: 8 * 86_400_000,
  warm_up: 300,
  warm_up_ms: 0,
  margin: 0.3,
  persist_margin: 0.005,
  persist_ms: 300_000,
  cool_down: 50,
  clip: 0.1,
  clip_per_hour: Number.POSITIVE_INFINITY,
  settle: 0,
  ration_weeks: 1,
}

export type BandWatch = {
  band: Band
  seen: number
  first_at: number
  last_at: number
  /** Of the samples that came since one was kept. */
  skipped: number
  previous: number | null
  /** The smallest change there was: sensors that tell whole numbers change by 1, and a band is two such steps wide at least. */
  quantum: number
  /** How many spans outside those are on average that are outside. */
  tail: number
  /** In a row outside, and since when. */
  outside: number
  outside_since: number
  /** In an alarm: how many samples were kept out, and how many in a row were inside again. */
  episode: { kept_out: number; inside: number } | null
  budget: Budget
}

export type Exit = { readonly spans: number; readonly edges: Edges; readonly sudden: boolean; readonly samples: number }

const insideToEnd = 5
/** A normal distribution is a twentieth of its span outside on average; heavier tails are further out, and are no news. */
const tails = 7
const latest = 32
const tailCap = 0.5
const rationed = 4

export const startBandWatch = (): BandWatch => ({
  band: emptyBand(),
  seen: 0,
  first_at: 0,
  last_at: 0,
  skipped: 0,
  previous: null,
  quantum: Number.MAX_VALUE,
  tail: 0,
  outside: 0,
  outside_since: 0,
  episode: null,
  budget: freshBudget(),
})

export const isWarm = ({ seen, first_at, last_at }: BandWatch, { warm_up, warm_up_ms }: BandSettings): boolean =>
  seen >= warm_up && last_at - first_at >= warm_up_ms

/** Judges the value by the samples before it, then adds it to them. */
export function watchBand(watch: BandWatch, at: number, value: number, settings: BandSettings): Exit | null {
  if (watch.seen === 0) watch.first_at = at
  watch.seen += 1
  watch.last_at = at
  watch.budget.since += 1
  learnQuantum(watch, value)
  if (!isWarm(watch, settings)) {
    keep(watch, value, settings)
    return null
  }
  const edges = edgesOf(watch.band, settings, 2 * watch.quantum)
  const spans = spansOutside(value, edges)
  const exit = judge(watch, at, spans, settings)
  const kept = clipped(value, edges, watch, settings)
  keep(watch, kept, settings)
  return exit && { ...exit, spans, edges, samples: watch.band.n }
}

function judge(watch: BandWatch, at: number, spans: number, settings: BandSettings): { sudden: boolean } | null {
  const size = Math.abs(spans)
  const sudden = isFar(watch, size, settings)
  if (size > 0 && !watch.episode) watch.tail += (Math.min(size, tailCap) - watch.tail) / latest
  if (size <= settings.persist_margin) {
    watch.outside = 0
    endEpisode(watch)
    return null
  }
  if (watch.outside === 0) watch.outside_since = at
  watch.outside += 1
  if (watch.episode) {
    watch.episode.inside = 0
    return null
  }
  if (watch.budget.since <= settings.cool_down) return null
  if (!sudden && !persists(watch, at, size, settings)) return null
  spend(watch.budget, at)
  watch.episode = { kept_out: 0, inside: 0 }
  return { sudden }
}

/** So far outside that one single sample is an alarm. */
export const isFar = ({ tail }: BandWatch, spans: number, { margin }: BandSettings): boolean =>
  Math.abs(spans) > Math.max(margin, tails * tail)

function learnQuantum(watch: BandWatch, value: number): void {
  const change = Math.abs(value - (watch.previous ?? value))
  if (change > 0 && change < watch.quantum) watch.quantum = change
  watch.previous = value
}

function persists(watch: BandWatch, at: number, size: number, settings: BandSettings): boolean {
  if (watch.outside < 2 || at - watch.outside_since < settings.persist_ms) return false
  return size > settings.persist_margin * rationOf(watch, settings)
}

const rationOf = ({ budget, last_at }: BandWatch, { ration_weeks }: BandSettings): number =>
  rationed ** alarmsOfWeeks(ration_weeks, budget, last_at)

function endEpisode(watch: BandWatch): void {
  if (!watch.episode) return
  watch.episode.inside += 1
  if (watch.episode.inside >= insideToEnd) watch.episode = null
}

/** What belongs to an alarm is kept out of the band, until it has lasted so long that it becomes the new usual. */
function clipped(value: number, { low, high, span }: Edges, watch: BandWatch, settings: BandSettings): number {
  if (value >= low && value <= high) return value
  const { clip, clip_per_hour, settle, share, window } = settings
  // It takes as many samples to move an edge as lie outside of it.
  const hours = (share * window * periodOf(watch) * keptEach(watch, settings)) / 3_600_000
  const isKeptOut = watch.episode && watch.episode.kept_out < (rationed * settle) / rationOf(watch, settings)
  const room = isKeptOut ? 0 : Math.min(clip, clip_per_hour * hours) * span
  return Math.min(high + room, Math.max(low - room, value))
}

const periodOf = ({ first_at, last_at, seen }: BandWatch): number => (last_at - first_at) / Math.max(1, seen - 1)

function keptEach(watch: BandWatch, { warm_up, cover_ms, window }: BandSettings): number {
  if (watch.seen < warm_up) return 1
  return Math.max(1, Math.floor(cover_ms / window / Math.max(periodOf(watch), 1)))
}

function keep(watch: BandWatch, value: number, settings: BandSettings): void {
  watch.skipped += 1
  if (watch.skipped < keptEach(watch, settings)) return
  watch.skipped = 0
  addToBand(watch.band, value, settings)
  if (watch.episode) watch.episode.kept_out += 1
}
