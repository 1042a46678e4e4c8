import { frameWords } from '../../messages/frame.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

/** How many there are of each, and at the same time the way to see only those. */
export function Counters<Value extends string>({
  label,
  all,
  counters,
  value,
  onChange,
}: {
  label: string
  /** Where all of them can be seen together, how many that are. */
  all?: { readonly count?: number | undefined }
  counters: readonly {
    readonly value: Value | undefined
    readonly label: string
    readonly count?: number | undefined
  }[]
  value: Value | undefined
  onChange: (value: Value | undefined) => void
}) {
  const words = useWords(frameWords)
  const format = useFormat()
  const shown = all ? [{ value: undefined, label: words.all, ...all }, ...counters] : counters
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">{label}</legend>
      {shown.map(counter => (
        <button
          key={counter.value ?? ''}
          type="button"
          aria-pressed={counter.value === value}
          onClick={() => onChange(counter.value)}
          className="border-edge aria-pressed:bg-accent aria-pressed:text-accent-ink aria-pressed:border-accent bg-surface inline-flex min-h-9 items-center gap-2 rounded-full border px-3 text-sm font-medium"
        >
          {counter.label}
          {counter.count === undefined ? null : <span>{format.number(counter.count)}</span>}
        </button>
      ))}
    </fieldset>
  )
}
