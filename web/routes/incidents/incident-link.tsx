import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { useMessageText } from '../../words/worded.ts'

type IncidentLinkProps = {
  readonly incident: Pick<Incident, 'number' | 'title' | 'title_i18n'>
  readonly children?: ReactNode
}

/** The one way to an incident, by its readable number. */
export function IncidentLink({ incident, children }: IncidentLinkProps) {
  const say = useMessageText()
  const { number, title, title_i18n } = incident
  return (
    <Link to="/incidents/$number" params={{ number }} className="link font-medium">
      {children ?? say(title, title_i18n)}
    </Link>
  )
}

/** Whom it was given to, else whoever said "I look after it". */
export function assigneeOf({ assignee, timeline }: Incident): string | null {
  return assignee ?? timeline.findLast(entry => entry.kind === 'acknowledged')?.by ?? null
}
