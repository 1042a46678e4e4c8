import { Button, IconButton } from '../../../design/button.tsx'
import { inputClass } from '../../../design/forms/field.tsx'
import { flagEditorWords } from '../../../messages/flag-editor.ts'
import { useWords } from '../../../words/language.tsx'
import { jsonOf } from '../json-text.ts'
import type { VariantDraft } from './definition-draft.ts'

type VariantRowsProps = {
  readonly variants: readonly VariantDraft[]
  readonly onChange: (variants: readonly VariantDraft[]) => void
}

/** Names and values, one a row; values are JSON, so that texts and numbers are not taken for each other. */
export function VariantRows({ variants, onChange }: VariantRowsProps) {
  const words = useWords(flagEditorWords)
  const change = (id: number, part: Partial<VariantDraft>) =>
    onChange(variants.map(one => (one.id === id ? { ...one, ...part } : one)))
  const add = () => {
    const id = Math.max(-1, ...variants.map(one => one.id)) + 1
    onChange([...variants, { id, name: `variant-${id + 1}`, value: variants[0]?.value ?? 'true' }])
  }
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">{words.variants}</legend>
      {variants.map(({ id, name, value }, index) => {
        const isBad = jsonOf(value).value === undefined
        return (
          <div key={id}>
            <div className="flex items-center gap-2">
              <input
                aria-label={words.variantNameOf(index + 1)}
                required
                value={name}
                onChange={event => change(id, { name: event.target.value })}
                className={`${inputClass} max-w-48`}
              />
              <input
                aria-label={words.variantValueOf(name)}
                aria-invalid={isBad || undefined}
                required
                spellCheck={false}
                value={value}
                onChange={event => change(id, { value: event.target.value })}
                className={`${inputClass} font-mono text-sm`}
              />
              <IconButton
                label={words.removeVariant(name)}
                icon="trash"
                disabled={variants.length < 2}
                onClick={() => onChange(variants.filter(one => one.id !== id))}
              />
            </div>
            {isBad ? <p className="text-bad mt-1 text-sm">{words.badValue}</p> : null}
          </div>
        )
      })}
      <Button small icon="plus" className="justify-self-start" onClick={add}>
        {words.addVariant}
      </Button>
    </fieldset>
  )
}
