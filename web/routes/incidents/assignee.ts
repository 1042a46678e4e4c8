import type { Incident } from '../../../contracts/incidents.ts'

/** Whom it was given to, else whoever said "I look after it". */
export function lookedAfterBy({ assignee, timeline }: Incident): string | null {
  return assignee ?? timeline.findLast(entry => entry.kind === 'acknowledged')?.by ?? null
}
