import { v7 as uuid } from 'uuid'
import type { UserChanged } from '../../../contracts/identity/access.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Envelope, EventData } from '../../../kit/service/event.ts'
import type { Smtp } from '../channels/transport/smtp.ts'
import { languageOr } from '../emails/email.ts'
import type { EmailSender } from '../emails/email-sender.ts'
import type { NewEmail } from '../emails/email-store.ts'
import { newsEmail, newsOfIncident } from '../emails/news-email.ts'
import { siteUrl, type Wording } from '../notifications/message.ts'
import { dueNotifications, type Notification } from '../notifications/notification.ts'
import type { NotificationStore } from '../notifications/notification-store.ts'
import { type Follower, followerOf, isFollowing, isNews, wishesOf } from './follower.ts'
import type { FollowerStore } from './follower-store.ts'

type Deps = {
  readonly followers: FollowerStore
  readonly notifications: NotificationStore
  readonly emails: Pick<EmailSender, 'add'>
  readonly channels: { smtp(): Smtp | undefined }
  readonly clock: Clock
  readonly settings: Wording
}

/** Every follower is a channel of their own for what was sent already; no configured one can have this name. */
const channelOf = ({ id }: Follower): string => ` user ${id}`
const keptForMs = 24 * 3_600_000

/** In the transaction that handles the event: e-mails to the users who follow the incident or a component of it. */
export async function notifyFollowers(event: Envelope<Incident>, deps: Deps): Promise<void> {
  if (!deps.channels.smtp()) return
  const followers = await deps.followers.active()
  if (followers.length === 0) return
  const followedSince = await deps.followers.followersOf(event.data.id)
  const sent = await deps.notifications.sent(event.data.id)
  const emails: NewEmail[] = []
  for (const follower of followers) {
    const since = followedSince.get(follower.id) ?? null
    if (!isFollowing(follower, event.data, since)) continue
    const audience = { carries: 'news', when: wishesOf(follower, since) } as const
    const due = dueNotifications(event, sent.get(channelOf(follower)) ?? [], audience)
    if (due.length === 0) continue
    const at = iso(deps.clock.now())
    await deps.notifications.add(due, { channel: channelOf(follower), delivery_id: uuid(), at })
    const news = due.filter(notification => isNews(follower, notification, since))
    emails.push(...news.map(notification => emailFor(follower, notification, deps)))
  }
  if (emails.length > 0) await deps.emails.add(emails)
}

function emailFor(follower: Follower, notification: Notification, { clock, settings }: Deps): NewEmail {
  const news = newsOfIncident(notification, follower.time_zone ?? settings.time_zone)
  const profile = siteUrl(settings, '/console/profile')
  const content = newsEmail(news, languageOr(follower.language, settings.language), {
    base: siteUrl(settings),
    closing: words => [words.whyFollowed, ...(profile === null ? [] : [words.choose(profile)])],
  })
  const expires_at = iso(clock.now() + keptForMs)
  const address = follower.email ?? ''
  return { id: uuid(), address, content, thread: news.thread, unsubscribe_url: null, expires_at }
}

type UpdateDeps = {
  readonly followers: FollowerStore
  readonly emails: { removeTo(address: string): Promise<void> }
}

/** In the transaction that handles it. Who was deleted leaves no address behind, nor e-mails on their way to it. */
export async function updateFollower(
  user: EventData<typeof UserChanged>,
  { followers, emails }: UpdateDeps,
): Promise<void> {
  const known = await followers.find(user.id)
  if (known && known.revision >= user.revision) return
  await followers.put(followerOf(user))
  if (user.state !== 'deleted') return
  await followers.forget(user.id)
  if (known?.email) await emails.removeTo(known.email)
}
