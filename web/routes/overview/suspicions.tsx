import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Component, Incident } from '../../../contracts/incidents.ts'
import { useMay } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Badge } from '../../design/status.tsx'
import { incidentsWords } from '../../messages/incidents.ts'
import { overviewWords } from '../../messages/overview.ts'
import { useWords } from '../../words/language.tsx'
import { DeclareIncident } from '../incidents/declare-incident.tsx'

/** What people or a provider say of a component while no incident is open for it. */
export function suspectedOf(components: readonly Component[], open: readonly Incident[]): readonly Component[] {
  const known = new Set(open.flatMap(incident => incident.components.map(({ id }) => id)))
  return components.filter(({ id, suspected }) => suspected !== null && !known.has(id))
}

/** Not certain enough to open an incident by itself: somebody looks, and decides. */
export function Suspicions({ components }: { components: readonly Component[] }) {
  const words = useWords(overviewWords)
  const { declare } = useWords(incidentsWords)
  const may = useMay()
  const [about, setAbout] = useState<Component | null>(null)
  return (
    <>
      <ul className="divide-line grid divide-y">
        {components.map(component => (
          <li
            key={component.id}
            className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0"
          >
            <div className="min-w-0">
              <Link to={'/components' as string} search={{ q: component.name } as never} className="link font-medium">
                {component.name}
              </Link>
              <p>{component.suspected}</p>
              <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                <Badge tone="warn" quiet>
                  {words.uncertain}
                </Badge>
                <Link to={'/reports' as string} search={{ component: component.slug } as never} className="link">
                  {words.reports}
                </Link>
              </div>
            </div>
            {may('responder') ? (
              <Button small icon="plus" onClick={() => setAbout(component)}>
                {declare}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <Dialog open={about !== null} onClose={() => setAbout(null)} title={declare}>
        {about ? <DeclareIncident about={[about.slug]} onDone={() => setAbout(null)} /> : null}
      </Dialog>
    </>
  )
}
