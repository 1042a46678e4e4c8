import { say } from '../../messages/kit-catalogue.ts'
import { type Detector, phaseOf } from '../alarm.ts'
import { type BandWatch, bandDefaults, startBandWatch, watchBand } from '../band-watch.ts'
import { digits } from '../sentences.ts'

/** Away from the others of its sort: what it differs from their median is judged by the band of such differences. */
export type PeersRule = {
  readonly kind: 'peers'
  readonly min_peers?: number
  readonly warm_up?: number
  readonly margin?: number
  readonly cool_down?: number
}

export function peersDetector(rule: PeersRule): Detector<BandWatch> {
  const { min_peers = 3 } = rule
  const settings = { ...bandDefaults, ...rule }
  return {
    start: startBandWatch,
    step(watch, at, value, { peers = [] } = {}) {
      if (peers.length < min_peers) return null
      const median = medianOf(peers)
      const exit = watchBand(watch, at, value - median, settings)
      if (!exit) return null
      const params = { value: digits(value), median: digits(median), peers: peers.length }
      return { kind: 'peers', at, message: say('anomaly.peers', { ...params, spans: digits(Math.abs(exit.spans), 2) }) }
    },
    status: watch => phaseOf(watch.seen, settings.warm_up, watch.episode !== null),
  }
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}
