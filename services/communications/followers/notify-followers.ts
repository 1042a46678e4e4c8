import { v7 as uuid } from 'uuid'
import type { UserChanged } from '../../../contracts/access.ts'
import type { Incident } from '../../../contracts/incidents.ts'
import { subscriptionMessages } from '../../../contracts/messages/subscriptions.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Envelope, EventData } from '../../../kit/service/event.ts'
import { bothLanguages, type Email } from '../emails/email.ts'
import type { NewEmail } from '../emails/email-store.ts'
import { dueNotifications, type Notification, type SentNotification } from '../notifications/notification.ts'
import type { NotificationStore } from '../notifications/notification-store.ts'
import { newsOfIncident } from '../subscribers/subscriber-email.ts'
import type { Subscriptions } from '../subscribers/subscriptions.ts'
import { type FollowedSince, type Follower, followerOf, isFollowing, isNews, wishesOf } from './follower.ts'
import type { FollowerStore } from './follower-store.ts'

type Work = Pick<Subscriptions, 'mails' | 'clock' | 'smtp' | 'settings'> & {
  readonly readers: FollowerStore
  readonly notices: NotificationStore
}

/** Every reader is a channel of their own for what was told already; no configured one can have this name. */
const channelOf = ({ id }: Follower): string => ` user ${id}`
const keptForMs = 24 * 3_600_000

/** In the transaction that hears the event: letters to the users who follow the incident or a component of it. */
export async function notifyFollowers(event: Envelope<Incident>, work: Work): Promise<void> {
  if (!work.smtp()) return
  const readers = await work.readers.active()
  if (readers.length === 0) return
  const followers = await work.readers.followersOf(event.data.id)
  const told = await work.notices.sent(event.data.id)
  const mails: NewEmail[] = []
  for (const reader of readers) {
    const since = followers.get(reader.id) ?? null
    if (!isFollowing(reader, event.data, since)) continue
    mails.push(...(await lettersFor(reader, event, { since, told: told.get(channelOf(reader)) ?? [] }, work)))
  }
  if (mails.length === 0) return
  await work.mails.add(mails)
}

async function lettersFor(
  reader: Follower,
  event: Envelope<Incident>,
  { since, told }: { readonly since: FollowedSince; readonly told: readonly SentNotification[] },
  work: Work,
): Promise<NewEmail[]> {
  const notices = dueNotifications(event, told, { carries: 'news', when: wishesOf(reader, since) })
  if (notices.length === 0) return []
  const now = work.clock.now()
  await work.notices.add(notices, { channel: channelOf(reader), delivery_id: uuid(), at: iso(now) })
  const expires_at = iso(now + keptForMs)
  return notices
    .filter(notice => isNews(reader, notice, since))
    .map(notice => ({
      ...{ id: uuid(), address: reader.email ?? '', letter: letterTo(reader, notice, work), expires_at },
      ...{ thread: `incident.${event.data.id}`, unsubscribe_url: null },
    }))
}

function letterTo(reader: Follower, notice: Notification, { settings }: Work): Email {
  const language = reader.language === 'fr' || reader.language === 'en' ? reader.language : settings.language
  const news = newsOfIncident(notice, reader.time_zone ?? settings.time_zone)
  const base = settings.public_url?.replace(/\/+$/, '')
  const parts = bothLanguages(language).map(one => {
    const words = subscriptionMessages[one]
    return {
      ...{ language: one, ...news.in[one] },
      action: base === undefined ? null : { label: words.details, url: `${base}${news.path}` },
      closing: [words.whyFollowed, ...(base === undefined ? [] : [words.choose(`${base}/console/profile`)])],
    }
  })
  const subject = `${subscriptionMessages[language].status} · ${news.in[language].heading}`
  return { subject: subject.replace(/\s+/g, ' '), tone: news.tone, parts }
}

/** In the transaction that hears it. Who was deleted leaves no address behind, nor letters on their way to it. */
export async function updateFollower(user: EventData<typeof UserChanged>, { readers, mails }: Work): Promise<void> {
  const known = await readers.find(user.id)
  if (known && known.revision >= user.revision) return
  await readers.put(followerOf(user))
  if (user.state !== 'deleted') return
  await readers.forget(user.id)
  if (known?.email) await mails.removeTo(known.email)
}
