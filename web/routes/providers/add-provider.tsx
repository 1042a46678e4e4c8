import { useState } from 'react'
import {
  CreateProvider,
  type KnownProvider,
  ListKnownProviders,
  ListProviders,
  type Provider,
} from '../../../contracts/providers.ts'
import { callApi } from '../../data/api-client.ts'
import { useApiQuery, useSuccess } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { CheckboxField, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, type FormState, useForm } from '../../design/forms/form.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { frameWords } from '../../messages/frame.ts'
import { providerKindsWords } from '../../messages/provider-kinds.ts'
import { providersWords } from '../../messages/providers.ts'
import { useWords } from '../../words/language.tsx'

/** From the catalogue by name, else any status page by its address. */
export function AddProvider({ followed, onDone }: { followed: readonly Provider[]; onDone: () => void }) {
  const { add, form: words } = useWords(providersWords)
  const catalogue = useApiQuery(ListKnownProviders, {}, { staleTime: 600_000 })
  const [tab, setTab] = useState('known')
  const taken = new Set(followed.map(({ id }) => id))
  return (
    <QueryResult answer={catalogue} lines={6}>
      {({ items, kinds }) => (
        <Tabs
          label={add}
          value={tab}
          onChange={setTab}
          tabs={[
            { id: 'known', label: words.known, content: <Known items={items} taken={taken} onDone={onDone} /> },
            { id: 'other', label: words.other, content: <ProviderForm kinds={kinds} onDone={onDone} /> },
          ]}
        />
      )}
    </QueryResult>
  )
}

function Known({
  items,
  taken,
  onDone,
}: {
  items: readonly KnownProvider[]
  taken: ReadonlySet<string>
  onDone: () => void
}) {
  const words = useWords(providersWords).form
  const { named } = useWords(frameWords)
  const [q, setQ] = useState('')
  const [chosen, setChosen] = useState<KnownProvider | null>(null)
  if (chosen) return <ProviderForm known={chosen} onDone={onDone} onBack={() => setChosen(null)} />
  const wanted = q.toLocaleLowerCase()
  const found = items.filter(({ id, name }) => `${name} ${id}`.toLocaleLowerCase().includes(wanted))
  return (
    <div className="grid grid-cols-1 gap-3">
      <TextField type="search" label={words.find} value={q} onChange={setQ} autoFocus />
      {found.length === 0 ? <p className="text-muted">{words.nothing}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled with the keyboard */}
      <ul className="grid max-h-80 gap-1 overflow-y-auto" tabIndex={0} aria-label={words.known}>
        {found.map(one => (
          <li
            key={one.id}
            className="border-line flex items-center justify-between gap-3 border-b py-1.5 last:border-0"
          >
            <div className="min-w-0">
              <span className="font-medium">{one.name}</span>
              {one.note ? <div className="text-muted text-sm">{words.notes[one.id] ?? one.note}</div> : null}
            </div>
            {taken.has(one.id) ? (
              <span className="text-muted text-sm">{words.followed}</span>
            ) : (
              <Button
                small
                onClick={() => setChosen(one)}
                aria-label={named(words.choose, one.name)}
                label={words.choose}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

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

function ProviderForm({ known, kinds = [], onDone, onBack = onDone }: FormProps) {
  const words = useWords(providersWords)
  const success = useSuccess()
  const initial = {
    id: known?.id ?? '',
    name: '',
    kind: kinds[0]?.kind ?? '',
    url: '',
    regions: '',
    components: '',
    critical: false,
  }
  const form = useForm(initial, async ({ id, name, kind, url, regions, components, critical }) => {
    const body = {
      id,
      ...(known ? {} : { kind, ...(name ? { name } : {}), ...(url ? { url } : {}) }),
      ...(regions.trim() ? { regions: linesOf(regions) } : {}),
      ...(components.trim() ? { components: linesOf(components) } : {}),
      ...(critical ? { critical } : {}),
    }
    const provider = await callApi(CreateProvider, { body })
    success(words.added(provider.name), ListProviders)
    onDone()
  })
  const scope = { optional: true, rows: 2, spellCheck: false }
  return (
    <Form form={form} action={words.form.follow} onCancel={onBack}>
      {known ? <p className="font-medium">{words.form.chosen(known.name)}</p> : <OtherPage kinds={kinds} form={form} />}
      <TextArea label={words.form.regions} hint={words.form.regionsHint} {...scope} {...form.field('regions')} />
      <TextArea label={words.form.parts} hint={words.form.partsHint} {...scope} {...form.field('components')} />
      <CheckboxField label={words.form.critical} hint={words.form.criticalHint} {...form.field('critical')} />
    </Form>
  )
}

type PageForm = FormState<{ id: string; name: string; kind: string; url: string }>

function OtherPage({ kinds, form }: { kinds: readonly Kind[]; form: Pick<PageForm, 'field' | 'values'> }) {
  const words = useWords(providersWords).form
  const said = useWords(providerKindsWords)
  const kind = kinds.find(one => one.kind === form.values.kind)
  const needsUrl = kind?.url === 'required'
  return (
    <>
      <SelectField
        label={words.kind}
        hint={kind && (said[kind.kind] ?? kind.summary)}
        choices={kinds.map(one => ({ value: one.kind, label: one.kind }))}
        {...form.field('kind')}
      />
      <TextField label={words.url} type="url" required={needsUrl} optional={!needsUrl} {...form.field('url')} />
      <TextField
        label={words.id}
        hint={words.idHint}
        required
        pattern="[a-z0-9][a-z0-9\-]{0,62}"
        {...form.field('id')}
      />
      <TextField label={words.name} optional {...form.field('name')} />
    </>
  )
}
