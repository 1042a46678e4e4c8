import { useState } from 'react'
import { CheckDefinition } from '../../../contracts/monitor.ts'
import { CheckboxField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import {
  fieldsOf,
  type Schema,
  type SchemaField,
  type SchemaValues,
  toBody,
  toValues,
} from '../../design/forms/schema-fields.ts'
import { SchemaForm } from '../../design/forms/schema-form.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useWords } from '../../words/language.tsx'
import { TryCheckPanel } from './try-check.tsx'

export type Kind = { readonly kind: string; readonly summary: string; readonly schema: unknown }
export type CheckBody = { readonly name: string } & Readonly<Record<string, unknown>>

type CheckFormProps = {
  readonly kind: Kind
  /** Of a check that is there already: what is written, which secrets it has, and its id. */
  readonly given?: {
    readonly id: string
    readonly definition: Readonly<Record<string, unknown>>
    readonly secrets: readonly string[]
  }
  readonly action: string
  readonly onCancel?: () => void
  readonly send: (body: CheckBody) => Promise<unknown>
}

/** What every check has, with the kind's own fields between the basic ones and the rest. */
export function CheckForm({ kind, given, action, onCancel, send }: CheckFormProps) {
  const words = useWords(checksWords).edit
  const [fields] = useState(() => fieldsOfKind(kind))
  const [removed, setRemoved] = useState<ReadonlySet<string>>(new Set())
  const bodyOf = (values: SchemaValues): CheckBody => ({
    name: '',
    ...toBody(fields, values),
    kind: kind.kind,
    ...(given?.definition.paused === true ? { paused: true } : {}),
    ...Object.fromEntries([...removed].map(name => [name, null])),
  })
  const form = useForm<SchemaValues>(toValues(fields, given?.definition), values => send(bodyOf(values)))
  const isStored = ({ path }: SchemaField) => given?.secrets.includes(path) ?? false
  return (
    <Form form={form} action={action} onCancel={onCancel}>
      <SchemaForm
        fields={fields}
        values={form.values}
        onChange={form.set}
        errorOf={form.errorOf}
        after={field =>
          isPartlyHidden(field, given?.definition) ? (
            <p className="text-muted text-sm">{words.addressHidden}</p>
          ) : isStored(field) && !form.values[field.path] ? (
            <CheckboxField
              label={words.secretRemove}
              hint={words.secretStays}
              checked={removed.has(field.path)}
              onChange={checked => setRemoved(without(removed, field.path, checked))}
            />
          ) : null
        }
      />
      <TryCheckPanel kind={kind.kind} like={given?.id} body={() => bodyOf(form.values)} attempt={form.attempt} />
    </Form>
  )
}

/** The address as it is stored is known to the server alone. */
function isPartlyHidden({ path, schema }: SchemaField, given: Readonly<Record<string, unknown>> = {}): boolean {
  return schema.address === true && typeof given[path] === 'string' && given[path].includes('***')
}

function without(names: ReadonlySet<string>, name: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(names)
  if (isIn) next.add(name)
  else next.delete(name)
  return next
}

/** What is chosen elsewhere, or has its own button, is not a field. */
function fieldsOfKind({ schema }: Kind): readonly SchemaField[] {
  const { kind: _above, paused: _button, ...common } = (CheckDefinition as Schema).properties ?? {}
  return [...fieldsOf({ ...(CheckDefinition as Schema), properties: common }), ...fieldsOf(schema as Schema)]
}
