import type { Alarm, Circumstances, Status } from './alarm.ts'
import { detectorOf, type Rule } from './detector.ts'

export type StoredSample = Circumstances & { readonly at: number; readonly value: number }

export type Replay = {
  readonly alarms: readonly Alarm[]
  readonly samples: number
  readonly per_week: number
  readonly status: Status
}

const weekMs = 7 * 86_400_000

/** What a rule would have told about samples that are stored, before anybody relies on it. */
export function replay(rule: Rule, samples: Iterable<StoredSample>): Replay {
  const detector = detectorOf(rule)
  const state = detector.start()
  const alarms: Alarm[] = []
  let count = 0
  let first = 0
  let last = 0
  for (const { at, value, ...circumstances } of samples) {
    if (count === 0) first = at
    count += 1
    last = Math.max(last, at)
    const alarm = detector.step(state, at, value, circumstances)
    if (alarm) alarms.push(alarm)
  }
  const weeks = Math.max(1, (last - first) / weekMs)
  return { alarms, samples: count, per_week: alarms.length / weeks, status: detector.status(state) }
}
