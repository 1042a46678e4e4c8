import { ListMaintenances } from '../../../contracts/maintenance.ts'
import type { Check } from '../../../contracts/monitor.ts'
import { useAnswer } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { ComponentState } from '../../design/status.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

/** What runs now and what is planned. */
export function CheckMaintenance({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const format = useFormat()
  const maintenances = useAnswer(ListMaintenances, { query: { component: check.component.slug, limit: 50 } })
  return (
    <Card title={words.maintenance}>
      <Loaded answer={maintenances}>
        {({ items }) => {
          const ahead = items.filter(({ status }) => status === 'in_progress' || status === 'scheduled')
          if (ahead.length === 0) return <p className="text-muted">{words.noMaintenance}</p>
          return (
            <ul className="grid grid-cols-1 gap-3">
              {ahead.map(one => (
                <li key={one.id}>
                  <span className="inline-flex flex-wrap items-center gap-2 font-medium">
                    {one.title}
                    {one.status === 'in_progress' ? <ComponentState status="under_maintenance" /> : null}
                  </span>
                  <div className="text-muted text-sm">
                    {format.dateTime(one.starts_at)} – {format.dateTime(one.ends_at)}
                  </div>
                </li>
              ))}
            </ul>
          )
        }}
      </Loaded>
    </Card>
  )
}
