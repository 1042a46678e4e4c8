import type { ReactNode } from 'react'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { TextLink } from '../../design/actions/link.tsx'
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
    <TextLink to="/incidents/$number" params={{ number }} className="font-medium">
      {children ?? say(title, title_i18n)}
    </TextLink>
  )
}

/** Whom it was given to, else whoever said "I look after it". */
export function assigneeOf({ assignee, timeline }: Incident): string | null {
  return assignee ?? timeline.findLast(entry => entry.kind === 'acknowledged')?.by ?? null
}
