import type { Announcement } from '../../../contracts/communications/announcements.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import type { Maintenance } from '../../../contracts/incidents/maintenance.ts'
import { durationText } from '../../../contracts/messages/duration.ts'
import type { SubscriptionMessages } from '../../../contracts/messages/en/tables/subscriptions.ts'
import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { wordOr } from '../../../contracts/messages/words.ts'
import type { Fact } from '../notifications/message.ts'
import { type Notification, publicUpdates } from '../notifications/notification.ts'
import { timeText } from '../notifications/time-text.ts'
import { type Email, type EmailPart, inEveryLanguage } from './email.ts'

/** What an e-mail says besides what stands in every e-mail; only what everybody may know. */
export type News = {
  readonly tone: Email['tone']
  readonly in: (language: Language) => Pick<EmailPart, 'heading' | 'paragraphs' | 'facts'>
  /** Of the page about it, after the address of the site. */
  readonly path: string
  readonly thread: string
  /** Slugs. */
  readonly affected: readonly string[]
}

export function newsOfIncident(notification: Notification, time_zone: string): News {
  const { topic, cycle } = notification
  const incident = notification.event.data
  const kind =
    topic === 'opened' && cycle > 0 ? 'reopened' : topic === 'opened' || topic === 'resolved' ? topic : 'said'
  return {
    tone: topic === 'resolved' ? 'good' : incident.impact === 'minor' ? 'unsure' : 'trouble',
    in: language => ({
      heading: tables[language].subscriptions.topic[kind](wordOr(incident.title, incident.title_i18n, language)),
      paragraphs: textsOf(notification, language),
      facts: factsOf(notification, language, time_zone),
    }),
    path: `/incidents/${incident.number}`,
    thread: `incident.${incident.id}`,
    affected: affectedBy(incident).map(({ slug }) => slug),
  }
}

export function newsOfAnnouncement(announcement: Announcement): News {
  const { id, title, message, level, component, incident_id } = announcement
  return {
    tone: level === 'critical' ? 'trouble' : level === 'warning' ? 'unsure' : 'plain',
    in: language => ({
      heading: title,
      paragraphs: [message],
      facts: component ? [{ label: tables[language].subscriptions.fact.components, value: component.name }] : [],
    }),
    path: '/',
    thread: incident_id ? `incident.${incident_id}` : `announcement.${id}`,
    affected: component ? [component.slug] : [],
  }
}

export function newsOfMaintenance(
  what: 'scheduled' | 'started' | 'ended',
  { id, title, message, components, starts_at, ends_at }: Maintenance,
  time_zone: string,
): News {
  const isOver = what === 'ended'
  return {
    tone: isOver ? 'good' : 'plain',
    in: language => {
      const { headline, fact } = tables[language].notifications
      const at = (time: string) => timeText(time, { language, time_zone })
      const times = [
        { label: fact.from, value: at(starts_at) },
        { label: fact.until, value: at(ends_at) },
      ]
      return {
        heading: headline.maintenance[what](title),
        paragraphs: message && !isOver ? [message] : [],
        facts: [...namesFact(fact.service, components), ...(isOver ? [] : times)],
      }
    },
    path: '/',
    thread: `maintenance.${id}`,
    affected: components.map(({ slug }) => slug),
  }
}

type Frame = {
  /** Of the site; null when nobody said how people reach it. */
  readonly base: string | null
  readonly closing: (words: SubscriptionMessages) => string[]
}

export function newsEmail(news: News, language: Language, { base, closing }: Frame): Email {
  const subject = `${tables[language].subscriptions.status} · ${news.in(language).heading}`
  return inEveryLanguage(
    language,
    one => {
      const words = tables[one].subscriptions
      const action = base === null ? null : { label: words.details, url: `${base}${news.path}` }
      return { ...news.in(one), action, closing: closing(words) }
    },
    { tone: news.tone, subject },
  )
}

const affectedBy = ({ component, components }: Incident) =>
  components.length > 0 ? components : component ? [component] : []

/** What a person wrote for everybody; what the program wrote stands in the heading. */
function textsOf({ topic, event }: Notification, language: Language): string[] {
  const { timeline, title } = event.data
  const entry =
    topic === 'said'
      ? publicUpdates(event.data).at(-1)
      : timeline.findLast(one => one.public && one.by !== null && one.kind === topic)
  return entry && entry.message !== title ? [wordOr(entry.message, entry.message_i18n, language)] : []
}

function factsOf({ topic, event }: Notification, language: Language, time_zone: string): Fact[] {
  const { status, started_at, duration_s } = event.data
  const { fact, phase } = tables[language].subscriptions
  return [
    ...namesFact(fact.components, affectedBy(event.data)),
    { label: fact.status, value: phase[status] },
    { label: fact.started_at, value: timeText(started_at, { language, time_zone }) },
    ...(topic === 'resolved' && duration_s !== null
      ? [{ label: fact.duration, value: durationText(duration_s, language) }]
      : []),
  ]
}

const namesFact = (label: string, named: readonly { readonly name: string }[]): Fact[] =>
  named.length > 0 ? [{ label, value: named.map(({ name }) => name).join(', ') }] : []
