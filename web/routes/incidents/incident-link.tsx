import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Incident } from '../../../contracts/incidents.ts'

type IncidentLinkProps = { readonly incident: Pick<Incident, 'number' | 'title'>; readonly children?: ReactNode }

/** The one way to an incident, by its readable number. */
export function IncidentLink({ incident: { number, title }, children = title }: IncidentLinkProps) {
  return (
    <Link to={'/incidents/$number' as string} params={{ number } as never} className="link font-medium">
      {children}
    </Link>
  )
}
