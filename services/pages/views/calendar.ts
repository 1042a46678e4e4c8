import { lazyRequire } from '../../../kit/runtime/lazy-require.ts'
import { Html } from '../rendering/html.ts'
import { absolute, type Page, type View } from './view.ts'

const library = lazyRequire<typeof import('ical-generator')>('ical-generator')

/** RFC 5545: planned work. Of work that comes again its present or next window; a subscribed calendar asks again. */
export const calendarView: View = {
  name: 'calendar',
  pages: ({ maintenances }) => [
    {
      address: '/calendar.ics',
      version: maintenances.map(({ id, revision }) => `${id} ${revision}`).join(','),
      render: calendar,
    },
  ],
}

function calendar(page: Page): Html {
  const { words, format, site, status, language } = page
  const name = plain(`${site.title ?? words.title} · ${words.maintenance.title}`)
  const prodId = { company: 'Vigie', product: 'Vigie', language: language.toUpperCase() }
  const { default: ical, ICalEventStatus } = library()
  const calendar = ical({ name, prodId, ttl: 3_600 })
  for (const { id, title, message, components, starts_at, ends_at, created_at, revision } of status.maintenances) {
    const affected = components.length > 0 ? `${words.incident.affected}${words.colon}${format.list(components)}` : ''
    calendar.createEvent({
      // Each window is an event of its own: a calendar must not move the one that is over.
      id: `${id}-${starts_at.replace(/\D/g, '').slice(0, 14)}@vigie`,
      sequence: revision,
      stamp: new Date(created_at),
      start: new Date(starts_at),
      end: new Date(ends_at),
      summary: plain(title),
      description: plain([message ?? '', affected].filter(Boolean).join('\n\n')),
      url: absolute(page, '/'),
      status: ICalEventStatus.CONFIRMED,
    })
  }
  return new Html(`${calendar.toString()}\r\n`)
}

/** A calendar has no escape for control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const plain = (text: string): string => text.replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
