import type { PreviewPoint, PreviewSource } from '../../../contracts/metrics/sources.ts'
import { unitSign } from '../../../contracts/metrics/units.ts'
import type { Output } from '../../../contracts/operation.ts'
import { type Column, Table } from '../../design/lists/table.tsx'
import { Notice } from '../../design/notice.tsx'
import { sourcesWords } from '../../messages/sources.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'

const mostShown = 8

/** Each point as it would be stored, with what it was read from: a wrong zone or unit is seen before it is kept. */
export function PreviewTable({ preview }: { preview: Output<typeof PreviewSource> }) {
  const words = useWords(sourcesWords)
  const format = useFormat()
  const say = useMessageText()
  const { points, total, reason, reason_i18n, problems } = preview
  const columns: readonly Column<PreviewPoint>[] = [
    { header: words.series, sortBy: ({ series }) => series },
    {
      header: words.at,
      cell: ({ at, time_form, time_zone }) => (
        <div>
          <div>{format.dateTime(at)}</div>
          <div className="text-muted text-sm">
            {time_form === 'assumed' ? words.assumed(time_zone ?? '') : words.timeForms[time_form]}
          </div>
        </div>
      ),
    },
    { header: words.asWritten, from: 'sm', cell: ({ time_text }) => <code>{time_text ?? '–'}</code> },
    {
      header: words.value,
      cell: ({ value, unit }) => `${format.number(value)} ${unit === null ? '' : unitSign(unit)}`,
    },
  ]
  return (
    <div className="grid grid-cols-1 gap-2">
      {reason ? <Notice tone="warn">{say(reason, reason_i18n)}</Notice> : null}
      {problems.map(one => (
        <Notice key={one.index} tone="warn">
          {words.problem(format.number(one.count), format.number(one.index), say(one.reason, one.reason_i18n))}
        </Notice>
      ))}
      <p className="font-medium">{points.length === 0 ? words.previewNone : words.previewText(total)}</p>
      {points.length === 0 ? null : (
        <Table
          label={words.preview}
          columns={columns}
          rows={points.slice(0, mostShown)}
          rowKey={({ series, at_ms }) => `${series} ${at_ms}`}
        />
      )}
    </div>
  )
}
