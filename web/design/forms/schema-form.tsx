import type { ReactNode } from 'react'
import { fieldWords } from '../../../contracts/messages/check-fields.ts'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'
import { CheckboxField, SelectField, TextArea, TextField } from './field.tsx'
import { isBasic, type SchemaField, type SchemaValues } from './schema-fields.ts'

type SchemaFormProps = {
  readonly fields: readonly SchemaField[]
  readonly values: SchemaValues
  readonly onChange: (change: SchemaValues) => void
  readonly errorOf: (path: string) => string | undefined
  /** What stands below a field, should something have to be said of it. */
  readonly after?: (field: SchemaField) => ReactNode
}

/** Draws what a schema asks for: what must be said, and the rest behind "more". It knows no kind of anything. */
export function SchemaForm(props: SchemaFormProps) {
  const words = useWords(frameWords)
  const basic = props.fields.filter(isBasic)
  const more = props.fields.filter(field => !isBasic(field))
  const isWrong = more.some(field => props.errorOf(field.path))
  return (
    <>
      {basic.map(field => (
        <SchemaInput key={field.path} field={field} {...props} />
      ))}
      {more.length > 0 ? (
        <details open={isWrong || basic.length === 0 || undefined}>
          <summary className="min-h-8 font-medium">{words.moreSettings}</summary>
          <div className="mt-2 grid gap-4">
            {more.map(field => (
              <SchemaInput key={field.path} field={field} {...props} />
            ))}
          </div>
        </details>
      ) : null}
    </>
  )
}

type Said = Readonly<Record<string, { readonly label: string; readonly help?: string } | undefined>>

/** In our words where we have them; else the name in plain letters and what the schema says in English. */
export function useFieldWords(): (field: Pick<SchemaField, 'path' | 'name' | 'schema'>) => {
  label: string
  help: string
} {
  const words = useWords(fieldWords) as Said
  return ({ path, name, schema }) => {
    const said = words[path] ?? words[name]
    return { label: said?.label ?? inPlainLetters(name), help: said?.help ?? schema.description ?? '' }
  }
}

const inPlainLetters = (name: string): string => (name[0] ?? '').toUpperCase() + name.slice(1).replaceAll('_', ' ')

function SchemaInput(props: SchemaFormProps & { field: SchemaField }) {
  const more = props.after?.(props.field)
  if (!more) return <OneInput {...props} />
  return (
    <div className="grid grid-cols-1 gap-2">
      <OneInput {...props} />
      {more}
    </div>
  )
}

function OneInput({ field, values, onChange, errorOf }: SchemaFormProps & { field: SchemaField }) {
  const { label, help: hint } = useFieldWords()(field)
  const { path, sort, schema, required } = field
  const value = values[path] ?? ''
  const error = errorOf(path)
  if (typeof value === 'boolean') {
    return (
      <CheckboxField
        label={label}
        hint={hint}
        error={error}
        value={value}
        onChange={checked => onChange({ [path]: checked })}
      />
    )
  }
  const frame = {
    label,
    hint,
    error,
    required,
    optional: !required,
    value,
    onChange: (text: string) => onChange({ [path]: text }),
  }
  const length = { minLength: schema.minLength, maxLength: schema.maxLength }
  if (sort === 'choice') {
    const choices = (schema.enum ?? []).map(one => ({ value: String(one), label: String(one) }))
    return (
      <SelectField
        {...frame}
        optional={false}
        choices={schema.default === undefined && !required ? [{ value: '', label: '–' }, ...choices] : choices}
      />
    )
  }
  if (sort === 'lines' || sort === 'pairs')
    return <TextArea {...frame} rows={3} className="font-mono" spellCheck={false} />
  if (sort === 'longText') return <TextArea {...frame} {...length} rows={3} className="font-mono" spellCheck={false} />
  if (sort === 'number') {
    return (
      <TextField
        {...frame}
        type="number"
        min={schema.minimum}
        max={schema.maximum}
        step={schema.type === 'integer' ? 1 : 'any'}
      />
    )
  }
  if (sort === 'secret') return <TextField {...frame} {...length} type="password" autoComplete="new-password" />
  return <TextField {...frame} {...length} autoComplete="off" spellCheck={false} />
}
