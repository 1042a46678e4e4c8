import { v7 as uuid } from 'uuid'
import type { Announcement } from '../../../contracts/communications/announcements.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import type { Maintenance } from '../../../contracts/incidents/maintenance.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Envelope } from '../../../kit/service/event.ts'
import type { EmailSender } from '../emails/email-sender.ts'
import { type News, newsEmail, newsOfAnnouncement, newsOfIncident, newsOfMaintenance } from '../emails/news-email.ts'
import type { LinkSigner } from '../links/link-token.ts'
import { siteUrl, type Wording } from '../notifications/message.ts'
import { dueNotifications } from '../notifications/notification.ts'
import type { NotificationStore } from '../notifications/notification-store.ts'
import { isConcerned } from './subscriber.ts'
import type { SubscriberStore } from './subscriber-store.ts'
import { unsubscribeLink } from './subscription-links.ts'

type Deps = {
  readonly subscribers: SubscriberStore
  readonly emails: Pick<EmailSender, 'add'>
  readonly links: LinkSigner
  readonly clock: Clock
  readonly settings: Wording
}

/** All subscribers are one channel for what was sent already; no configured one can have this name. */
const audience = ' subscribers'
const keptForMs = 24 * 3_600_000

/** Queues e-mails in the transaction that handles the event. What is due follows from the incident, as for channels. */
export async function notifySubscribers(
  event: Envelope<Incident>,
  deps: Deps & { readonly notifications: NotificationStore },
): Promise<void> {
  const { notifications, clock, settings } = deps
  const sent = (await notifications.sent(event.data.id)).get(audience) ?? []
  const due = dueNotifications(event, sent, { carries: 'news', when: {} })
  if (due.length === 0) return
  await notifications.add(due, { channel: audience, delivery_id: uuid(), at: iso(clock.now()) })
  for (const notification of due) await queueEmails(newsOfIncident(notification, settings.time_zone), deps)
}

export const notifySubscribersOfAnnouncement = (announcement: Announcement, deps: Deps): Promise<void> =>
  queueEmails(newsOfAnnouncement(announcement), deps)

export const notifySubscribersOfMaintenance = (
  what: 'scheduled' | 'started' | 'ended',
  maintenance: Maintenance,
  deps: Deps,
): Promise<void> => queueEmails(newsOfMaintenance(what, maintenance, deps.settings.time_zone), deps)

async function queueEmails(news: News, deps: Deps): Promise<void> {
  const concerned = (await deps.subscribers.active()).filter(one => isConcerned(one, news.affected))
  if (concerned.length === 0) return
  const expires_at = iso(deps.clock.now() + keptForMs)
  const emails = concerned.map(subscriber => {
    const { email: address, language, base_url } = subscriber
    const unsubscribe_url = unsubscribeLink(subscriber, deps)
    const content = newsEmail(news, language, {
      base: siteUrl({ public_url: deps.settings.public_url ?? base_url }),
      closing: words => [words.why, words.unsubscribe(unsubscribe_url)],
    })
    return { id: uuid(), address, content, thread: news.thread, unsubscribe_url, expires_at }
  })
  await deps.emails.add(emails)
}
