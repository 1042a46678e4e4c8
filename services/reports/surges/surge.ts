/** A mixture of Poisson CUSUMs: one sum per `ratio`, each the evidence that reports come that much faster than usual. */
export type Mixture = {
  /** How many times the usual still counts as usual. */
  readonly base: number
  readonly ratios: readonly number[]
}

/** For reports of people: the dead band survives a usual rate that is noisy, or known only roughly. */
export const crowd: Mixture = { base: 2, ratios: [3, 5, 10, 20] }
/** Without a dead band: quicker, and right only where the counts are truly Poisson. */
export const pureForm: Mixture = { base: 1, ratios: [1.5, 2, 3, 6, 12] }

/** Fewer than one false alarm in a year of one component, also where the usual rate is known only within 15 %. */
export const likelyThreshold = 11
const possibleThreshold = 6.5
const possibleHeldMinutes = 3
const possibleReporters = 4
const likelyReporters = 6
const likelyNetworks = 3

const calmMinutes = 20
const calmWindow = 15
const calmRatio = 1.5

export type Level = 'none' | 'possible' | 'likely'

/** What came in one minute, after all caps. `weight` is what counts; reporters and networks are new ones of this surge. */
export type Minute = {
  readonly weight: number
  readonly reporters: number
  readonly networks: number
  /** Of those above, what came with a proof of work. */
  readonly proven: { readonly weight: number; readonly reporters: number; readonly networks: number }
}

export type Surge = {
  readonly level: Level
  /** Evidence from all reports, and from those with a proof of work. */
  readonly all: readonly number[]
  readonly proven: readonly number[]
  /** Minute in which the evidence began to pile up; null while there is none. */
  readonly since: number | null
  /** Minutes in a row above the threshold of "possible". */
  readonly held: number
  readonly reporters: number
  readonly proven_reporters: number
  readonly proven_networks: number
  /** Counts of the last minutes while the level is raised. */
  readonly recent: readonly number[]
}

const zeros: readonly number[] = crowd.ratios.map(() => 0)

export const quiet: Surge = {
  level: 'none',
  all: zeros,
  proven: zeros,
  since: null,
  held: 0,
  reporters: 0,
  proven_reporters: 0,
  proven_networks: 0,
  recent: [],
}

export const noReports: Minute = {
  weight: 0,
  reporters: 0,
  networks: 0,
  proven: { weight: 0, reporters: 0, networks: 0 },
}

export type Conditions = {
  readonly minute: number
  /** Reports per minute at this time of the week. */
  readonly usual: number
  /** Of "likely"; higher than `likelyThreshold` where the component's own record is. */
  readonly threshold: number
  /** After a public notice reports are its echo: no evidence, but as long as they come a surge is not over. */
  readonly echo: boolean
}

export function advance(surge: Surge, minute: Minute, conditions: Conditions): Surge {
  if (surge.since === null && surge.level === 'none' && minute.weight === 0) return surge
  const { usual, threshold, echo } = conditions
  if (echo && surge.level === 'none') return quiet
  const ceiling = 3 * threshold
  const all = accumulate(crowd, surge.all, { count: echo ? 0 : minute.weight, usual, ceiling })
  const proven = accumulate(crowd, surge.proven, { count: echo ? 0 : minute.proven.weight, usual, ceiling })
  const evidence = Math.max(...all)
  const before = evidence === 0 ? quiet : surge
  const counted: Surge = {
    level: surge.level,
    all,
    proven,
    since: evidence === 0 ? null : (before.since ?? conditions.minute),
    held: evidence > possibleFor(threshold) ? surge.held + 1 : 0,
    reporters: before.reporters + minute.reporters,
    proven_reporters: before.proven_reporters + minute.proven.reporters,
    proven_networks: before.proven_networks + minute.proven.networks,
    recent: surge.level === 'none' ? [] : [...surge.recent, minute.weight].slice(-calmMinutes),
  }
  if (counted.level !== 'none' && isCalm(counted.recent, usual)) return quiet
  const level = echo ? counted.level : raised(counted, threshold)
  return level === counted.level ? counted : { ...counted, level }
}

type Counted = { readonly count: number; readonly usual: number; readonly ceiling: number }

export function accumulate({ base, ratios }: Mixture, sums: readonly number[], counted: Counted): number[] {
  const { count, usual, ceiling } = counted
  return ratios.map((ratio, at) => {
    const sum = (sums[at] ?? 0) + count * Math.log(ratio / base) - usual * (ratio - base)
    return Math.min(ceiling, Math.max(0, sum))
  })
}

export const evidenceOf = ({ all }: Surge): number => Math.max(...all)

const possibleFor = (threshold: number): number => (possibleThreshold * threshold) / likelyThreshold

function raised(surge: Surge, threshold: number): Level {
  const { level, proven, proven_reporters, proven_networks, held, reporters } = surge
  if (level === 'likely') return level
  const many = proven_reporters >= likelyReporters && proven_networks >= likelyNetworks
  if (many && Math.max(...proven) > threshold) return 'likely'
  return held >= possibleHeldMinutes && reporters >= possibleReporters ? 'possible' : level
}

/** No quarter of an hour within the last 20 minutes was above one and a half times the usual by more than chance. */
function isCalm(recent: readonly number[], usual: number): boolean {
  if (recent.length < calmMinutes) return false
  const expected = calmRatio * usual * calmWindow
  const most = expected + Math.sqrt(expected)
  let sum = 0
  for (const [at, count] of recent.entries()) {
    sum += count - (recent[at - calmWindow] ?? 0)
    if (at >= calmWindow - 1 && sum > most) return false
  }
  return true
}

/** A busy component is judged by its own record: what it reached this often while nothing was wrong is no surge. */
const busyRate = 2
const recordRank = 3

/** `peaks`: the largest evidence of each hour of the last eight weeks without an incident. */
export function recordOf(peaks: readonly number[]): number {
  return peaks.toSorted((a, b) => b - a)[recordRank - 1] ?? 0
}

export const isBusy = (usual: number): boolean => usual > busyRate

export function thresholdFor(usual: number, record: number): number {
  return isBusy(usual) ? Math.max(likelyThreshold, record) : likelyThreshold
}
