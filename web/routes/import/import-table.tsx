import { useMemo, useState } from 'react'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { type Column, Table } from '../../design/lists/table.tsx'
import { Notice, type Tone } from '../../design/notice.tsx'
import { Badge } from '../../design/status.tsx'
import { frameWords } from '../../messages/frame.ts'
import { importWords } from '../../messages/import.ts'
import { useWords } from '../../words/language.tsx'
import { csvOf, type Outcome, type Row } from './use-import.ts'

type Action = Row['action']
const actions: readonly Action[] = ['create', 'update', 'skip', 'warn', 'error']
const tones: Readonly<Record<Action, Tone>> = {
  create: 'ok',
  update: 'accent',
  skip: 'unknown',
  warn: 'warn',
  error: 'bad',
}

/** What becomes of each thing of the file, with the counts as filters. */
export function ImportTable({ outcome, title, past }: { outcome: Outcome; title: string; past: boolean }) {
  const words = useWords(importWords)
  const { all } = useWords(frameWords)
  const [action, setAction] = useState<Action | undefined>(undefined)
  const columns = useColumns(past)
  const numbered = useMemo(() => outcome.rows.map((row, index) => ({ ...row, index })), [outcome])
  const shown = numbered.filter(row => action === undefined || row.action === action)
  const wrong = outcome.rows.filter(row => row.action === 'error')
  const names = past ? words.counted : words.actions
  const counted = actions.map(value => ({
    value,
    label: names[value],
    count: outcome.rows.filter(row => row.action === value).length,
  }))
  return (
    <Card title={title} flush actions={wrong.length > 0 ? <DownloadErrors rows={wrong} /> : null}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 pb-3">
        {outcome.notes.length > 0 ? (
          <Notice tone="accent">
            <ul>
              {outcome.notes.map(note => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </Notice>
        ) : null}
        {outcome.rows.length === 0 ? (
          <p className="text-muted">{words.nothing}</p>
        ) : (
          <Counters<Action>
            label={words.rows}
            value={action}
            onChange={setAction}
            counters={[
              { value: undefined, label: all, count: outcome.rows.length },
              ...counted.filter(({ count }) => count > 0),
            ]}
          />
        )}
      </div>
      {shown.length > 0 ? (
        <Table label={title} columns={columns} rows={shown} rowKey={({ index }) => String(index)} />
      ) : null}
    </Card>
  )
}

type Numbered = Row & { readonly index: number }

function useColumns(past: boolean): readonly Column<Numbered>[] {
  const words = useWords(importWords)
  return useMemo(() => {
    const names = past ? words.counted : words.actions
    return [
      { id: 'name', header: words.columns.name, sortBy: ({ name }) => name, cell: row => <Name row={row} /> },
      {
        id: 'action',
        header: words.columns.action,
        sortBy: row => actions.indexOf(row.action),
        cell: row => <Badge tone={tones[row.action]}>{names[row.action]}</Badge>,
      },
      { id: 'what', header: words.columns.what, from: 'md', cell: ({ what }) => words.what[what] },
      {
        id: 'reason',
        header: words.columns.reason,
        from: 'md',
        className: 'w-2/5',
        cell: ({ reason }) => reason ?? '',
      },
    ]
  }, [words, past])
}

function Name({ row: { name, line, reason } }: { row: Row }) {
  const words = useWords(importWords)
  return (
    <>
      <span className="font-medium">{name}</span>
      {line === undefined ? null : (
        <span className="text-muted text-sm">
          {' '}
          · {words.columns.line} {line}
        </span>
      )}
      {reason ? <div className="text-muted text-sm md:hidden">{reason}</div> : null}
    </>
  )
}

function DownloadErrors({ rows }: { rows: readonly Row[] }) {
  const { columns, errors } = useWords(importWords)
  const download = () => {
    const { line, what, name, action, reason } = columns
    const text = csvOf(rows, [line, what, name, action, reason])
    // With the mark that tells table programs that it is UTF-8.
    const address = URL.createObjectURL(new Blob([`\ufeff${text}`], { type: 'text/csv' }))
    const link = Object.assign(document.createElement('a'), { href: address, download: 'import-errors.csv' })
    link.click()
    URL.revokeObjectURL(address)
  }
  return <Button small icon="import" onClick={download} label={errors} />
}
