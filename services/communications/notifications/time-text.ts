import { tables } from '../../../contracts/messages/tables.ts'
import type { Wording } from './message.ts'

/** A time as people write it, in their zone: 5 Jan 2026, 08:00:00 UTC. */
export function timeText(time: string, { language, time_zone }: Pick<Wording, 'language' | 'time_zone'>): string {
  return new Intl.DateTimeFormat(tables[language].pages.dates.locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone: time_zone,
    timeZoneName: 'short',
  }).format(Date.parse(time))
}
