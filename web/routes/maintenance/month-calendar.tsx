import {
  ListMaintenances,
  ListMaintenanceWindows,
  type Maintenance,
  type MaintenanceWindow,
} from '../../../contracts/incidents/maintenance.ts'
import { now } from '../../data/clock.ts'
import { anyText, useFilters } from '../../data/filters.ts'
import { useApiQuery } from '../../data/queries.ts'
import { Button, IconButton } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { maintenanceWords } from '../../messages/maintenance.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { wallDay } from '../../words/wall-clock.ts'
import { addMonths, spanOf, weeksOf } from './month.ts'

type ShownWindow = MaintenanceWindow & { readonly of: Maintenance }
type Show = (maintenance: Maintenance) => void

/** The month in the time zone of whoever reads; on a narrow screen the days that have work, one below the other. */
export function MonthCalendar({ onShow }: { onShow: Show }) {
  const words = useWords(maintenanceWords)
  const format = useFormat()
  const [filters, setFilters] = useFilters({ month: anyText })
  const today = wallDay(now(), format.timeZone)
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(filters.month ?? '') ? String(filters.month) : today.slice(0, 7)
  const weeks = weeksOf(month)
  const days = weeks.flat()
  const span = spanOf(days[0] ?? today, days.at(-1) ?? today, format.timeZone)
  const windows = useApiQuery(ListMaintenanceWindows, { query: span })
  const all = useApiQuery(ListMaintenances, { query: { limit: 500 } })
  const name = new Intl.DateTimeFormat(format.language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  )
  const go = (count: number) => setFilters({ month: addMonths(month, count) })
  return (
    <Card>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <IconButton label={words.previous} icon="left" onClick={() => go(-1)} />
        <IconButton label={words.next} icon="right" onClick={() => go(1)} />
        <h2 aria-live="polite" className="text-lg font-semibold first-letter:uppercase">
          {name}
        </h2>
        <span className="flex-1" />
        <Button small onClick={() => setFilters({ month: undefined })} label={words.today} />
      </div>
      <QueryResult answer={windows} lines={8}>
        {({ items }) => {
          const shown = items.flatMap(window => {
            const of = all.data?.items.find(({ id }) => id === window.maintenance)
            return of && of.status !== 'cancelled' ? [{ ...window, of }] : []
          })
          return (
            <>
              <MonthTable
                weeks={weeks}
                month={month}
                today={today}
                shown={shown}
                onShow={onShow}
                caption={words.calendar(name)}
              />
              <MonthAgenda days={days.filter(day => day.startsWith(month))} shown={shown} onShow={onShow} />
            </>
          )
        }}
      </QueryResult>
    </Card>
  )
}

/** A window that ends at midnight does not touch the day that begins there. */
function on(day: string, shown: readonly ShownWindow[], timeZone: string): readonly ShownWindow[] {
  return shown.filter(
    ({ starts_at, ends_at }) =>
      wallDay(starts_at, timeZone) <= day && day <= wallDay(Date.parse(ends_at) - 1, timeZone),
  )
}

type TableProps = {
  readonly weeks: readonly (readonly string[])[]
  readonly month: string
  readonly today: string
  readonly shown: readonly ShownWindow[]
  readonly onShow: Show
  readonly caption: string
}

function MonthTable({ weeks, month, today, shown, onShow, caption }: TableProps) {
  const format = useFormat()
  const weekday = (day: string, length: 'short' | 'long') =>
    new Intl.DateTimeFormat(format.language, { weekday: length, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
  return (
    <table className="border-line hidden w-full table-fixed border-collapse border md:table">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          {weeks[0]?.map(day => (
            <th key={day} scope="col" className="text-muted border-line border p-1.5 text-left text-sm font-medium">
              <abbr title={weekday(day, 'long')} className="no-underline">
                {weekday(day, 'short')}
              </abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map(week => (
          <tr key={week[0]}>
            {week.map(day => (
              <td
                key={day}
                aria-current={day === today ? 'date' : undefined}
                className={`border-line h-24 border p-1 align-top ${day.startsWith(month) ? '' : 'bg-sunken text-muted'}`}
              >
                <span
                  className={`inline-flex size-6 items-center justify-center rounded-full text-sm ${day === today ? 'bg-accent text-accent-ink font-semibold' : ''}`}
                >
                  {Number(day.slice(8))}
                </span>
                <ul className="grid grid-cols-1 gap-1">
                  {on(day, shown, format.timeZone).map(window => (
                    <li key={`${window.maintenance} ${window.starts_at}`}>
                      <WindowButton window={window} day={day} onShow={onShow} />
                    </li>
                  ))}
                </ul>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function WindowButton({ window, day, onShow }: { window: ShownWindow; day: string; onShow: Show }) {
  const format = useFormat()
  const { starts_at, ends_at, of } = window
  const times = `${format.dateTime(starts_at)} – ${format.dateTime(ends_at)}`
  return (
    <button
      type="button"
      title={`${of.title}: ${times}`}
      onClick={() => onShow(of)}
      className="bg-hold-soft text-hold hover:brightness-95 line-clamp-2 min-h-6 w-full rounded px-1.5 text-left text-sm"
    >
      {wallDay(starts_at, format.timeZone) === day ? `${format.clock(starts_at)} ` : '… '}
      {of.title}
    </button>
  )
}

type AgendaProps = { readonly days: readonly string[]; readonly shown: readonly ShownWindow[]; readonly onShow: Show }

function MonthAgenda({ days, shown, onShow }: AgendaProps) {
  const words = useWords(maintenanceWords)
  const format = useFormat()
  const busy = days
    .map(day => ({ day, windows: on(day, shown, format.timeZone) }))
    .filter(one => one.windows.length > 0)
  const name = (day: string) =>
    new Intl.DateTimeFormat(format.language, {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      timeZone: 'UTC',
    }).format(new Date(`${day}T00:00:00Z`))
  return (
    <div className="md:hidden">
      {busy.length === 0 ? <p className="text-muted">{words.quietMonth}</p> : null}
      <ul className="grid grid-cols-1 gap-3">
        {busy.map(({ day, windows }) => (
          <li key={day}>
            <h3 className="mb-1 font-medium first-letter:uppercase">{name(day)}</h3>
            <ul className="grid grid-cols-1 gap-1">
              {windows.map(window => (
                <li key={`${window.maintenance} ${window.starts_at}`}>
                  <WindowButton window={window} day={day} onShow={onShow} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  )
}
