import { type Incident, ListComponents } from '../../../../contracts/incidents.ts'
import { useAnswer } from '../../../data/queries.ts'
import { Card } from '../../../design/card.tsx'
import { ComponentState } from '../../../design/status.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useWords } from '../../../words/language.tsx'

export function Components({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const { data } = useAnswer(ListComponents, { query: { limit: 500 } })
  return (
    <Card title={words.components}>
      {incident.components.length === 0 ? <p className="text-muted">{words.noComponents}</p> : null}
      <ul className="grid gap-2">
        {incident.components.map(({ id, name }) => {
          const status = data?.items.find(one => one.id === id)?.status
          return (
            <li key={id} className="flex flex-wrap items-center justify-between gap-x-3">
              <span className="font-medium">{name}</span>
              {status ? <ComponentState status={status} quiet /> : null}
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
