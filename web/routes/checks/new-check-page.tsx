import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ListComponents } from '../../../contracts/incidents.ts'
import { checksWords } from '../../../contracts/messages/console/checks.ts'
import { navigationWords } from '../../../contracts/messages/console/navigation.ts'
import { CheckDefinition, CreateCheck, ListCheckKinds, ListChecks } from '../../../contracts/monitor.ts'
import { ask } from '../../data/ask.ts'
import { anyText, useFilters } from '../../data/filters.ts'
import { forget, useAnswer } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { SelectField } from '../../design/field.tsx'
import { Form, useForm } from '../../design/form.tsx'
import { Loaded } from '../../design/loaded.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { fieldsOf, type Schema, type SchemaValues, toBody, toValues } from '../../design/schema-fields.ts'
import { SchemaForm } from '../../design/schema-form.tsx'
import { useToasts } from '../../design/toast.tsx'
import { useWords } from '../../words/language.tsx'

type Kind = { readonly kind: string; readonly summary: string; readonly schema: unknown }

export function NewCheckPage() {
  const words = useWords(checksWords)
  const { pages } = useWords(navigationWords)
  const kinds = useAnswer(ListCheckKinds)
  return (
    <>
      <PageHeader title={pages.newCheck} intro={words.intro} />
      <div className="max-w-2xl">
        <Card>
          <Loaded answer={kinds}>{({ items }) => <ChooseKind kinds={items} />}</Loaded>
        </Card>
      </div>
    </>
  )
}

function ChooseKind({ kinds }: { kinds: readonly Kind[] }) {
  const words = useWords(checksWords)
  const [filters, setFilters] = useFilters({ kind: anyText })
  const kind = kinds.find(one => one.kind === filters.kind) ?? kinds[0]
  if (!kind) return null
  return (
    <div className="grid gap-4">
      <SelectField
        label={words.kind}
        hint={kind.summary}
        value={kind.kind}
        onChange={value => setFilters({ kind: value })}
        choices={kinds.map(one => ({ value: one.kind, label: one.kind }))}
      />
      <NewCheck key={kind.kind} kind={kind} />
    </div>
  )
}

/** What every check has, with the kind's own fields between the basic ones and the rest. */
function NewCheck({ kind }: { kind: Kind }) {
  const words = useWords(checksWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [fields] = useState(() => {
    const { kind: _chosenAbove, ...common } = (CheckDefinition as Schema).properties ?? {}
    return [...fieldsOf({ ...(CheckDefinition as Schema), properties: common }), ...fieldsOf(kind.schema as Schema)]
  })
  const form = useForm<SchemaValues>(toValues(fields), async values => {
    const body = { name: '', ...toBody(fields, values), kind: kind.kind }
    const check = await ask(CreateCheck, { body })
    forget(client, ListChecks, ListComponents)
    toasts.done(words.added(check.name))
    await navigate({ to: '/' as string })
  })
  return (
    <Form form={form} action={words.add}>
      <SchemaForm fields={fields} values={form.values} onChange={form.set} errorOf={form.errorOf} />
    </Form>
  )
}
