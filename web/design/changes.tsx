import { auditWords } from '../messages/audit.ts'
import { useWords } from '../words/language.tsx'
import { Icon } from './icon.tsx'

type Facts = Readonly<Record<string, unknown>>
type ChangesProps = { readonly before: Facts | null; readonly after: Facts | null }

/** Two states of one thing, value by value: what went, what came. What stayed is only counted. */
export function Changes({ before, after }: ChangesProps) {
  const words = useWords(auditWords)
  const [was, is] = [before ?? {}, after ?? {}]
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  const changed = names.filter(name => text(was[name]) !== text(is[name]) && !(isEmpty(was[name]) && isEmpty(is[name])))
  if (names.length === 0) return <p className="text-muted">{words.noDetails}</p>
  return (
    <div className="grid gap-2">
      <dl className="border-line divide-line grid divide-y rounded-md border">
        {changed.map(name => (
          <div key={name} className="grid gap-1 p-2.5">
            <dt className="font-mono text-sm font-medium">{name}</dt>
            <Value of={was[name]} label={words.before} gone />
            <Value of={is[name]} label={words.after} />
          </div>
        ))}
      </dl>
      {before && after && changed.length < names.length ? (
        <p className="text-muted text-sm">{words.unchanged(names.length - changed.length)}</p>
      ) : null}
    </div>
  )
}

function Value({ of: value, label, gone = false }: { of: unknown; label: string; gone?: boolean }) {
  const words = useWords(auditWords)
  if (value === undefined) return null
  return (
    <dd className={`flex items-start gap-2 rounded px-2 py-1 ${gone ? 'bg-bad-soft' : 'bg-ok-soft'}`}>
      <Icon name={gone ? 'minus' : 'plus'} size={14} className={`mt-1.5 ${gone ? 'text-bad' : 'text-ok'}`} />
      <span className="sr-only">{label}</span>
      {isEmpty(value) ? (
        <span className="text-muted">{words.nothing}</span>
      ) : (
        <span className="min-w-0 font-mono text-sm whitespace-pre-wrap break-words">{text(value)}</span>
      )}
    </dd>
  )
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || text(value) === '[]'
const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? ''))
