import type { Announcement } from '../../../contracts/announcements.ts'
import type { Incident } from '../../../contracts/incidents.ts'
import type { Maintenance } from '../../../contracts/maintenance.ts'
import { durationText } from '../../../contracts/messages/duration.ts'
import { type Language, notificationMessages } from '../../../contracts/messages/notifications.ts'
import { subscriptionMessages } from '../../../contracts/messages/subscriptions.ts'
import { bothLanguages, type Email, type EmailPart } from '../emails/email.ts'
import type { Fact } from '../notifications/message.ts'
import { type Notification, publicUpdates } from '../notifications/notification.ts'
import { timeText } from '../notifications/time-text.ts'

/** What a letter says besides what stands in every letter; only what everybody may know. */
export type News = {
  readonly tone: Email['tone']
  readonly in: Readonly<Record<Language, Pick<EmailPart, 'heading' | 'paragraphs' | 'facts'>>>
  /** Of the page about it, after the address of the site. */
  readonly path: string
  readonly thread: string
  /** Slugs. */
  readonly affected: readonly string[]
}

export function newsOfIncident(notice: Notification, time_zone: string): News {
  const incident = notice.event.data
  const affected = affectedBy(incident)
  const partIn = (language: Language) => {
    const { topic } = subscriptionMessages[language]
    const heading = notice.topic === 'opened' && notice.cycle > 0 ? topic.reopened : topic[headingOf(notice)]
    const said = wordsOf(notice)
    return {
      heading: heading(incident.title),
      paragraphs: said ? [said] : [],
      facts: factsOf(notice, language, time_zone),
    }
  }
  return {
    tone: notice.topic === 'resolved' ? 'good' : incident.impact === 'minor' ? 'unsure' : 'trouble',
    in: { en: partIn('en'), fr: partIn('fr') },
    path: `/incidents/${incident.number}`,
    thread: `incident.${incident.id}`,
    affected: affected.map(({ slug }) => slug),
  }
}

export function newsOfAnnouncement(announcement: Announcement): News {
  const { id, title, message, level, component } = announcement
  const part = (language: Language) => ({
    heading: title,
    paragraphs: [message],
    facts: component ? [{ label: subscriptionMessages[language].fact.components, value: component.name }] : [],
  })
  return {
    tone: level === 'critical' ? 'trouble' : level === 'warning' ? 'unsure' : 'plain',
    in: { en: part('en'), fr: part('fr') },
    path: '/',
    thread: announcement.incident_id ? `incident.${announcement.incident_id}` : `announcement.${id}`,
    affected: component ? [component.slug] : [],
  }
}

export function newsOfMaintenance(
  what: 'scheduled' | 'started' | 'ended',
  { id, title, message, components, starts_at, ends_at }: Maintenance,
  time_zone: string,
): News {
  const partIn = (language: Language) => {
    const { headline, fact } = notificationMessages[language]
    const at = (time: string) => timeText(time, { language, time_zone })
    return {
      heading: headline.maintenance[what](title),
      paragraphs: message && what !== 'ended' ? [message] : [],
      facts: [
        ...(components.length > 0
          ? [{ label: fact.service, value: components.map(({ name }) => name).join(', ') }]
          : []),
        ...(what === 'ended'
          ? []
          : [
              { label: fact.from, value: at(starts_at) },
              { label: fact.until, value: at(ends_at) },
            ]),
      ],
    }
  }
  return {
    tone: what === 'ended' ? 'good' : 'plain',
    in: { en: partIn('en'), fr: partIn('fr') },
    path: '/',
    thread: `maintenance.${id}`,
    affected: components.map(({ slug }) => slug),
  }
}

type Reader = { readonly language: Language; readonly base: string; readonly unsubscribe_url: string }

export function subscriberEmail(news: News, { language, base, unsubscribe_url }: Reader): Email {
  const partIn = (one: Language): EmailPart => {
    const words = subscriptionMessages[one]
    return {
      language: one,
      ...news.in[one],
      action: { label: words.details, url: `${base}${news.path}` },
      closing: [words.why, words.unsubscribe(unsubscribe_url)],
    }
  }
  const subject = `${subscriptionMessages[language].status} · ${news.in[language].heading}`
  return { subject: subject.replace(/\s+/g, ' '), tone: news.tone, parts: bothLanguages(language).map(partIn) }
}

const affectedBy = ({ component, components }: Incident) =>
  components.length > 0 ? components : component ? [component] : []

const headingOf = ({ topic }: Notification): 'opened' | 'said' | 'resolved' =>
  topic === 'opened' || topic === 'resolved' ? topic : 'said'

/** What a person wrote for everybody; what the program wrote stands in the heading. */
function wordsOf({ topic, event }: Notification): string | null {
  const { timeline, title } = event.data
  const entry =
    topic === 'said'
      ? publicUpdates(event.data).at(-1)
      : timeline.findLast(one => one.public && one.by !== null && one.kind === (topic === 'opened' ? 'opened' : topic))
  return entry && entry.message !== title ? entry.message : null
}

function factsOf(notice: Notification, language: Language, time_zone: string): Fact[] {
  const incident = notice.event.data
  const { fact, phase } = subscriptionMessages[language]
  const names = affectedBy(incident).map(({ name }) => name)
  return [
    ...(names.length > 0 ? [{ label: fact.components, value: names.join(', ') }] : []),
    { label: fact.status, value: phase[incident.status] },
    { label: fact.started_at, value: timeText(incident.started_at, { language, time_zone }) },
    ...(notice.topic === 'resolved' && incident.duration_s !== null
      ? [{ label: fact.duration, value: durationText(incident.duration_s, language) }]
      : []),
  ]
}
