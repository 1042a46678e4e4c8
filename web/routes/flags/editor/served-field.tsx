import { SelectField } from '../../../design/forms/field.tsx'
import { flagEditorWords } from '../../../messages/flag-editor.ts'
import { useWords } from '../../../words/language.tsx'
import { hundred, moveShare, type Served, type Share } from './targeting.ts'

type ServedFieldProps = {
  readonly label: string
  readonly served: Served
  readonly variants: readonly string[]
  readonly mayBeNothing?: boolean
  readonly onChange: (served: Served) => void
}

const split = 'split:'
const chosen = (name: string) => `variant:${name}`

/** One variant for all, or a share for each. */
export function ServedField({ label, served, variants, mayBeNothing = false, onChange }: ServedFieldProps) {
  const words = useWords(flagEditorWords)
  const value = served === null ? '' : 'variant' in served ? chosen(served.variant) : split
  const names =
    served && 'variant' in served && !variants.includes(served.variant) ? [...variants, served.variant] : variants
  const choose = (next: string) => {
    if (next === '') onChange(null)
    else if (next === split) onChange({ shares: hundred(variants.map(name => [name, 1])) })
    else onChange({ variant: next.slice(chosen('').length) })
  }
  return (
    <div className="grid gap-3">
      <SelectField
        label={label}
        value={value}
        onChange={choose}
        choices={[
          ...(mayBeNothing || served === null ? [{ value: '', label: words.nothing }] : []),
          ...names.map(name => ({ value: chosen(name), label: name })),
          { value: split, label: words.split },
        ]}
      />
      {served && 'shares' in served ? (
        <Shares shares={withAll(served.shares, variants)} onChange={shares => onChange({ shares })} />
      ) : null}
    </div>
  )
}

const withAll = (shares: readonly Share[], variants: readonly string[]): readonly Share[] =>
  hundred([
    ...shares,
    ...variants.filter(name => !shares.some(([one]) => one === name)).map((name): Share => [name, 0]),
  ])

function Shares({ shares, onChange }: { shares: readonly Share[]; onChange: (shares: readonly Share[]) => void }) {
  const words = useWords(flagEditorWords)
  const move = (index: number, weight: number) =>
    onChange(moveShare(shares, index, weight).filter(([, share], at) => share > 0 || at === index))
  return (
    <div className="grid gap-2">
      {shares.map(([name, weight], index) => (
        <div key={name} className="grid grid-cols-[minmax(4rem,8rem)_1fr_5rem] items-center gap-3">
          <code className="break-all">{name}</code>
          <input
            type="range"
            min={0}
            max={100}
            value={weight}
            aria-label={words.shareOf(name)}
            onChange={event => move(index, Number(event.target.value))}
            className="accent-accent h-8 w-full"
          />
          <span className="text-right">{weight} %</span>
        </div>
      ))}
      <p className="text-muted text-sm">{words.shares}</p>
    </div>
  )
}
