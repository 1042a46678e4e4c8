import type { Incident } from '../../../contracts/incidents.ts'
import type { Impact } from '../../../contracts/vocabulary.ts'

/** Who is told when nobody took over for so long. */
export type Step = {
  readonly after_ms: number
  readonly to: readonly string[]
  readonly impact: readonly Impact[] | null
}

export const stepKey = (incident: Incident, index: number): string => `escalated/${incident.reopened}/${index}`

/** The steps whose time has come; by their place in the configuration. */
export function dueSteps(incident: Incident, steps: readonly Step[], now: number): number[] {
  if (incident.acknowledged_at !== null || incident.status === 'resolved') return []
  const back = incident.timeline.findLast(({ kind }) => kind === 'reopened')?.at
  const since = Date.parse(incident.reopened > 0 && back ? back : incident.detected_at)
  return steps.flatMap(({ after_ms, impact }, index) =>
    now - since >= after_ms && (impact === null || impact.includes(incident.impact)) ? [index] : [],
  )
}
