import type { Flag, Segment } from '../../../contracts/flags.ts'
import type { Loaded } from '../environments/flag-cache.ts'
import type { Work } from '../work.ts'
import { kindOf } from './check-definition.ts'
import { placeOf, type StoredFlag, type StoredSegment } from './flag.ts'

export function presentFlag(work: Work, loaded: Loaded, flag: StoredFlag): Flag {
  const place = placeOf(flag)
  const compiled = work.board.snapshot(place)?.flags.get(flag.key)
  const forced = loaded.forced.get(flag.key)
  return {
    ...flag,
    tags: [...flag.tags],
    prerequisites: [...flag.prerequisites],
    kind: kindOf(flag.definition),
    lease: forced ? { id: forced.id, variant: forced.variant, incident: forced.lease } : null,
    staleness: work.staleness(flag),
    problems: [...(compiled?.problems ?? [])],
  }
}

export function presentSegment(work: Work, segment: StoredSegment): Segment {
  return { ...segment, used_by: [...(work.board.snapshot(placeOf(segment))?.usersOf(segment.key) ?? [])] }
}
