import { useQueryClient } from '@tanstack/react-query'
import { CreateProvider, type KnownProvider, ListProviders } from '../../../contracts/providers.ts'
import { ask } from '../../data/api-client.ts'
import { forget } from '../../data/queries.ts'
import { CheckboxField, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { useToasts } from '../../design/toast.tsx'
import { providerKindsWords } from '../../messages/provider-kinds.ts'
import { providersWords } from '../../messages/providers.ts'
import { useWords } from '../../words/language.tsx'

type Kind = { readonly kind: string; readonly summary: string; readonly url: 'required' | 'optional' }
type FormProps = {
  /** Of the catalogue; else the kind and the address are asked for. */
  readonly known?: KnownProvider
  readonly kinds?: readonly Kind[]
  readonly onDone: () => void
  readonly onBack?: () => void
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)

export function ProviderForm({ known, kinds = [], onDone, onBack = onDone }: FormProps) {
  const words = useWords(providersWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const initial = {
    ...{ id: known?.id ?? '', name: '', kind: kinds[0]?.kind ?? '', url: '' },
    ...{ regions: '', components: '', critical: false },
  }
  const form = useForm(initial, async ({ id, name, kind, url, regions, components, critical }) => {
    const body = {
      id,
      ...(known ? {} : { kind, ...(name ? { name } : {}), ...(url ? { url } : {}) }),
      ...(regions.trim() ? { regions: linesOf(regions) } : {}),
      ...(components.trim() ? { components: linesOf(components) } : {}),
      ...(critical ? { critical } : {}),
    }
    const provider = await ask(CreateProvider, { body })
    forget(client, ListProviders)
    toasts.done(words.added(provider.name))
    onDone()
  })
  const { values, set, errorOf } = form
  const scope = (name: 'regions' | 'components') => ({
    ...{ value: values[name], error: errorOf(name), optional: true, rows: 2, spellCheck: false },
    onChange: (text: string) => set({ [name]: text }),
  })
  return (
    <Form form={form} action={words.form.follow} onCancel={onBack}>
      {known ? (
        <p className="font-medium">{words.form.chosen(known.name)}</p>
      ) : (
        <OtherPage kinds={kinds} values={values} onChange={set} errorOf={errorOf} />
      )}
      <TextArea label={words.form.regions} hint={words.form.regionsHint} {...scope('regions')} />
      <TextArea label={words.form.parts} hint={words.form.partsHint} {...scope('components')} />
      <CheckboxField
        label={words.form.critical}
        hint={words.form.criticalHint}
        checked={values.critical}
        onChange={critical => set({ critical })}
      />
    </Form>
  )
}

type Page = { readonly id: string; readonly name: string; readonly kind: string; readonly url: string }
type OtherProps = {
  readonly kinds: readonly Kind[]
  readonly values: Page
  readonly onChange: (change: Partial<Page>) => void
  readonly errorOf: (field: string) => string | undefined
}

function OtherPage({ kinds, values, onChange, errorOf }: OtherProps) {
  const words = useWords(providersWords).form
  const said = useWords(providerKindsWords)
  const kind = kinds.find(one => one.kind === values.kind)
  return (
    <>
      <SelectField
        label={words.kind}
        hint={kind && (said[kind.kind] ?? kind.summary)}
        error={errorOf('kind')}
        value={values.kind}
        onChange={value => onChange({ kind: value })}
        choices={kinds.map(one => ({ value: one.kind, label: one.kind }))}
      />
      <TextField
        label={words.url}
        type="url"
        error={errorOf('url')}
        required={kind?.url === 'required'}
        optional={kind?.url !== 'required'}
        value={values.url}
        onChange={url => onChange({ url })}
      />
      <TextField
        label={words.id}
        hint={words.idHint}
        error={errorOf('id')}
        required
        pattern="[a-z0-9][a-z0-9\-]{0,62}"
        value={values.id}
        onChange={id => onChange({ id })}
      />
      <TextField
        label={words.name}
        error={errorOf('name')}
        optional
        value={values.name}
        onChange={name => onChange({ name })}
      />
    </>
  )
}
