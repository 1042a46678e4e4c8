import { v7 as uuid } from 'uuid'
import type { Announcement } from '../../../contracts/announcements.ts'
import type { Incident } from '../../../contracts/incidents.ts'
import type { Maintenance } from '../../../contracts/maintenance.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Envelope } from '../../../kit/service/event.ts'
import { dueNotifications } from '../notifications/notification.ts'
import type { NotificationStore } from '../notifications/notification-store.ts'
import { isConcerned } from './subscriber.ts'
import {
  type News,
  newsOfAnnouncement,
  newsOfIncident,
  newsOfMaintenance,
  subscriberEmail,
} from './subscriber-email.ts'
import { type Subscriptions, unsubscribeLink } from './subscriptions.ts'

type Work = Subscriptions & { readonly notices: NotificationStore }

/** All subscribers are one channel for what was told already; no configured one can have this name. */
const audience = ' subscribers'
const keptForMs = 24 * 3_600_000

/** Queues letters in the transaction that hears the event. What is told follows from the incident, as for channels. */
export async function notifySubscribers(event: Envelope<Incident>, work: Work): Promise<void> {
  const told = (await work.notices.sent(event.data.id)).get(audience) ?? []
  const notices = dueNotifications(event, told, { carries: 'news', when: {} })
  if (notices.length === 0) return
  const at = iso(work.clock.now())
  await work.notices.add(notices, { channel: audience, delivery_id: uuid(), at })
  for (const notice of notices) await queueEmails(newsOfIncident(notice, work.settings.time_zone), work)
}

export const notifySubscribersOfAnnouncement = (announcement: Announcement, work: Subscriptions): Promise<void> =>
  queueEmails(newsOfAnnouncement(announcement), work)

export const notifySubscribersOfMaintenance = (
  what: 'scheduled' | 'started' | 'ended',
  maintenance: Maintenance,
  work: Subscriptions,
): Promise<void> => queueEmails(newsOfMaintenance(what, maintenance, work.settings.time_zone), work)

async function queueEmails(news: News, work: Subscriptions): Promise<void> {
  const concerned = (await work.subscribers.active()).filter(one => isConcerned(one, news.affected))
  if (concerned.length === 0) return
  const now = work.clock.now()
  const mails = concerned.map(subscriber => {
    const unsubscribe_url = unsubscribeLink(subscriber, work)
    const base = (work.settings.public_url ?? subscriber.base_url).replace(/\/+$/, '')
    const letter = subscriberEmail(news, { language: subscriber.language, base, unsubscribe_url })
    const mail = { id: uuid(), address: subscriber.email, letter, thread: news.thread, unsubscribe_url }
    return { ...mail, expires_at: iso(now + keptForMs) }
  })
  await work.mails.add(mails)
}
