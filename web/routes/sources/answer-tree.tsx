import { Button } from '../../design/button.tsx'
import { useFormat } from '../../words/format.ts'
import type { Path } from './answer-paths.ts'

type TreeProps = {
  readonly value: unknown
  readonly path?: Path
  readonly onPick: (path: Path) => void
}

/** Of a long list the beginning is enough to choose from: all its items are alike. */
const mostShown = 3
const mostFields = 100

/** A JSON document in which each number can be chosen. */
export function AnswerTree({ value, path = [], onPick }: TreeProps) {
  if (typeof value === 'number') return <NumberButton value={value} path={path} onPick={onPick} />
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) {
    return <NumberButton value={value} path={path} onPick={onPick} />
  }
  if (typeof value !== 'object' || value === null) {
    return <span className="text-muted break-all">{JSON.stringify(value)?.slice(0, 200)}</span>
  }
  const isList = Array.isArray(value)
  const entries = isList ? value.map((one, index) => [index, one] as const) : Object.entries(value)
  const shown = entries.slice(0, isList ? mostShown : mostFields)
  return (
    <ul className="border-line grid gap-0.5 border-l pl-3">
      {shown.map(([step, inner]) => (
        <li key={step}>
          <span className="text-muted">{isList ? `[${step}] ` : `${step}: `}</span>
          <AnswerTree value={inner} path={[...path, step]} onPick={onPick} />
        </li>
      ))}
      {entries.length > shown.length ? <li className="text-muted">… {entries.length - shown.length}</li> : null}
    </ul>
  )
}

function NumberButton({ value, path, onPick }: { value: number | string } & Required<Omit<TreeProps, 'value'>>) {
  const format = useFormat()
  const text = typeof value === 'number' ? format.number(value) : value
  return (
    <Button small variant="plain" onClick={() => onPick(path)} aria-label={`${path.join('.')}: ${text}`} label={text} />
  )
}
