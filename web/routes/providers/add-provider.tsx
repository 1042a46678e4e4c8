import { useState } from 'react'
import { type KnownProvider, ListKnownProviders, type Provider } from '../../../contracts/providers.ts'
import { useAnswer } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { TextField } from '../../design/forms/field.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { frameWords } from '../../messages/frame.ts'
import { providersWords } from '../../messages/providers.ts'
import { useWords } from '../../words/language.tsx'
import { ProviderForm } from './provider-form.tsx'

type AddProps = { readonly followed: readonly Pick<Provider, 'id'>[]; readonly onDone: () => void }

/** From the catalogue by name, else any status page by its address. */
export function AddProvider({ followed, onDone }: AddProps) {
  const { add, form: words } = useWords(providersWords)
  const catalogue = useAnswer(ListKnownProviders, {}, { staleTime: 600_000 })
  const [tab, setTab] = useState('known')
  const taken = new Set(followed.map(({ id }) => id))
  return (
    <Loaded answer={catalogue} lines={6}>
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
    </Loaded>
  )
}

type KnownProps = {
  readonly items: readonly KnownProvider[]
  readonly taken: ReadonlySet<string>
  readonly onDone: () => void
}

function Known({ items, taken, onDone }: KnownProps) {
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
              <Button small onClick={() => setChosen(one)} aria-label={named(words.choose, one.name)}>
                {words.choose}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
