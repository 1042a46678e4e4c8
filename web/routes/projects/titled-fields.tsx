import { TextField } from '../../design/forms/field.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { useWords } from '../../words/language.tsx'
import { nameFrom } from './project-name.ts'

type Named = { readonly title: string; readonly name: string; readonly isOwn: boolean }
/** `isOwn`: the name was typed and no longer follows the title. */
export const unnamed: Named = { title: '', name: '', isOwn: false }

type FieldsProps = {
  readonly values: Named
  readonly onChange: (change: Partial<Named>) => void
  readonly titleError: string | undefined
  readonly nameError: string | undefined
}

/** A title for people and a name for addresses, which follows the title until somebody types it. */
export function TitledFields({ values: { title, name, isOwn }, onChange, titleError, nameError }: FieldsProps) {
  const words = useWords(flagProjectsWords)
  return (
    <>
      <TextField
        label={words.title}
        required
        maxLength={200}
        value={title}
        onChange={next => onChange(isOwn ? { title: next } : { title: next, name: nameFrom(next) })}
        error={titleError}
      />
      <TextField
        label={words.name}
        hint={words.nameHint}
        required
        maxLength={63}
        autoComplete="off"
        spellCheck={false}
        value={name}
        onChange={next => onChange({ name: next.trim(), isOwn: next !== '' })}
        error={nameError}
      />
    </>
  )
}
