import { TextField } from '../../design/forms/field.tsx'
import type { FormState } from '../../design/forms/form.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { useWords } from '../../words/language.tsx'
import { nameFrom } from './project-name.ts'

type Named = { readonly title: string; readonly name: string; readonly isOwn: boolean }
/** `isOwn`: the name was typed and no longer follows the title. */
export const unnamed: Named = { title: '', name: '', isOwn: false }

/** A title for people and a name for addresses, which follows the title until somebody types it. */
export function TitledFields<Name extends string>({
  form,
  name,
}: {
  form: Pick<FormState<Pick<Named, 'title' | 'isOwn'> & Readonly<Record<Name, string>>>, 'values' | 'set' | 'errorOf'>
  /** The field of the form that the server calls the name. */
  name: Name
}) {
  const words = useWords(flagProjectsWords)
  const set = form.set as (change: Readonly<Record<string, unknown>>) => void
  return (
    <>
      <TextField
        label={words.title}
        required
        maxLength={200}
        value={form.values.title}
        onChange={title => set(form.values.isOwn ? { title } : { title, [name]: nameFrom(title) })}
        error={form.errorOf('title')}
      />
      <TextField
        label={words.name}
        hint={words.nameHint}
        required
        maxLength={63}
        autoComplete="off"
        spellCheck={false}
        value={form.values[name]}
        onChange={next => set({ [name]: next.trim(), isOwn: next !== '' })}
        error={form.errorOf(name)}
      />
    </>
  )
}
