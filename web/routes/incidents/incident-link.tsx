import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Incident } from '../../../contracts/incidents.ts'
import { useTold } from './use-incident-title.ts'

type IncidentLinkProps = {
  readonly incident: Pick<Incident, 'number' | 'title'> & Partial<Pick<Incident, 'components'>>
  readonly children?: ReactNode
}

/** The one way to an incident, by its readable number. */
export function IncidentLink({ incident, children }: IncidentLinkProps) {
  const told = useTold()
  const { number, title } = incident
  return (
    <Link to={'/incidents/$number' as string} params={{ number } as never} className="link font-medium">
      {children ?? told(title, incident)}
    </Link>
  )
}
