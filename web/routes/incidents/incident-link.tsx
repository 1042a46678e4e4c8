import { Link } from '@tanstack/react-router'
import { type ReactNode, useCallback } from 'react'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { translated } from '../../../contracts/messages/incident-sentences.ts'
import { useLocale } from '../../words/language.tsx'

type IncidentLinkProps = {
  readonly incident: Pick<Incident, 'number' | 'title'> & Partial<Pick<Incident, 'components'>>
  readonly children?: ReactNode
}

/** The one way to an incident, by its readable number. */
export function IncidentLink({ incident, children }: IncidentLinkProps) {
  const titleOf = useIncidentTitle()
  const { number, title } = incident
  return (
    <Link to="/incidents/$number" params={{ number }} className="link font-medium">
      {children ?? titleOf(title, incident)}
    </Link>
  )
}

/** What the program wrote into an incident, in the language of the reader; what a person wrote stays as it is. */
export function useIncidentTitle(): (text: string, about: { readonly components?: Incident['components'] }) => string {
  const { language } = useLocale()
  return useCallback(
    (text, { components = [] }) => {
      const names = components.map(({ name }) => name)
      return translated(text, names, language === 'fr' ? 'en' : 'fr', language) ?? text
    },
    [language],
  )
}

/** Whom it was given to, else whoever said "I look after it". */
export function assigneeOf({ assignee, timeline }: Incident): string | null {
  return assignee ?? timeline.findLast(entry => entry.kind === 'acknowledged')?.by ?? null
}
