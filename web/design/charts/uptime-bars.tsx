import { useId } from 'react'
import type { Uptime, UptimeDay } from '../../../contracts/monitor/monitor.ts'
import { stateWords } from '../../messages/states.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { type Tone, tones } from '../notice.tsx'

/** What a day is remembered by: the worst that is known of it. */
function toneOf(day: UptimeDay): Tone {
  if (day.down_s > 0) return 'bad'
  if (day.degraded_s > 0) return 'warn'
  if (day.up_s > 0) return 'ok'
  return day.maintenance_s > 0 ? 'hold' : 'unknown'
}

const heights: Readonly<Record<Tone, number>> = { ok: 24, accent: 24, warn: 28, bad: 32, hold: 20, unknown: 8 }

/** One path for each tone: ninety bars of a hundred checks would be nine thousand elements. */
function pathsOf(days: readonly UptimeDay[]): (readonly [Tone, string])[] {
  const paths = new Map<Tone, string>()
  for (const [place, day] of days.entries()) {
    const tone = toneOf(day)
    const bar = `M${place * 4} ${32 - heights[tone]}h3v${heights[tone]}h-3z`
    paths.set(tone, (paths.get(tone) ?? '') + bar)
  }
  return [...paths]
}

/** A bar a day. Trouble is taller as well as red, and the table below says the same in figures. */
export function UptimeBars({ uptime, table = false }: { uptime: Uptime; table?: boolean }) {
  const id = useId()
  const words = useWords(stateWords)
  const format = useFormat()
  const { days, ratio } = uptime
  const said = ratio === null ? words.nothingKnown : words.uptimeOf(format.percent(ratio), days.length)
  return (
    <div className="grid grid-cols-1 gap-1">
      <svg
        viewBox={`0 0 ${Math.max(1, days.length) * 4} 32`}
        className="h-8 w-full"
        preserveAspectRatio="none"
        role="img"
        aria-labelledby={id}
      >
        <title id={id}>{said}</title>
        {pathsOf(days).map(([tone, path]) => (
          <path key={tone} d={path} className={tones[tone].fill} />
        ))}
      </svg>
      {table ? <DayTable days={days} /> : null}
    </div>
  )
}

function DayTable({ days }: { days: readonly UptimeDay[] }) {
  const words = useWords(stateWords)
  const format = useFormat()
  const day = new Intl.DateTimeFormat(format.language, { dateStyle: 'medium', timeZone: 'UTC' })
  const badDays = days.filter(one => one.down_s + one.degraded_s + one.maintenance_s > 0).toReversed()
  return (
    <details>
      <summary className="text-muted text-sm">{words.dayTable}</summary>
      {badDays.length === 0 ? (
        <p className="text-muted py-2 text-sm">{words.noBadDay}</p>
      ) : (
        <table className="mt-2 w-full text-left text-sm">
          <thead>
            <tr>
              {[words.day, words.signal.down, words.signal.degraded, words.component.under_maintenance].map(header => (
                <th key={header} scope="col" className="text-muted pr-3 font-medium">
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {badDays.map(one => (
              <tr key={one.date}>
                <th scope="row" className="pr-3 font-normal">
                  {day.format(new Date(`${one.date}T00:00:00Z`))}
                </th>
                <td className="pr-3">{one.down_s > 0 ? format.duration(one.down_s) : '–'}</td>
                <td className="pr-3">{one.degraded_s > 0 ? format.duration(one.degraded_s) : '–'}</td>
                <td>{one.maintenance_s > 0 ? format.duration(one.maintenance_s) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  )
}
