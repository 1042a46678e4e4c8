import { useNavigate } from '@tanstack/react-router'
import { ListComponents } from '../../../contracts/incidents/incidents.ts'
import { CreateCheck, ListCheckKinds, ListChecks } from '../../../contracts/monitor/monitor.ts'
import { callApi } from '../../data/api-client.ts'
import { anyText, useFilters } from '../../data/filters.ts'
import { useApiQuery, useSuccess } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { SelectField } from '../../design/forms/field.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useWords } from '../../words/language.tsx'
import { type CheckBody, CheckForm, type Kind } from './check-form.tsx'
import { useKindWords } from './kind-words.ts'

export function NewCheckPage() {
  const words = useWords(checksWords)
  const kinds = useApiQuery(ListCheckKinds)
  return (
    <>
      <PageHeader page="newCheck" intro={words.intro} />
      <div className="max-w-2xl">
        <Card>
          <QueryResult answer={kinds}>{({ items }) => <ChooseKind kinds={items} />}</QueryResult>
        </Card>
      </div>
    </>
  )
}

function ChooseKind({ kinds }: { kinds: readonly Kind[] }) {
  const words = useWords(checksWords)
  const success = useSuccess()
  const navigate = useNavigate()
  const [filters, setFilters] = useFilters({ kind: anyText })
  const said = useKindWords()
  const kind = kinds.find(one => one.kind === filters.kind) ?? kinds[0]
  if (!kind) return null
  const create = async (body: CheckBody) => {
    const check = await callApi(CreateCheck, { body })
    success(words.added(check.name), ListChecks, ListComponents)
    await navigate({ to: '/checks/$id', params: { id: check.component.slug } })
  }
  return (
    <div className="grid grid-cols-1 gap-4">
      <SelectField
        label={words.kind}
        hint={said[kind.kind]?.help ?? kind.summary}
        value={kind.kind}
        onChange={value => setFilters({ kind: value })}
        choices={kinds.map(one => ({ value: one.kind, label: said[one.kind]?.label ?? one.kind }))}
      />
      <CheckForm key={kind.kind} kind={kind} action={words.add} send={create} />
    </div>
  )
}
