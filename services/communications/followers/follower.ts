import type { Impact } from '../../../contracts/common-schemas.ts'
import type { NotificationChoices, UserChanged, UserState } from '../../../contracts/identity/access.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import type { EventData } from '../../../kit/service/event.ts'
import type { Notification, When } from '../notifications/notification.ts'

/** A user who may want e-mails. Of a deleted one only the id is left, so that an old event does not bring it back. */
export type Follower = {
  readonly id: string
  readonly email: string | null
  readonly language: string | null
  readonly time_zone: string | null
  readonly choices: NotificationChoices
  /** Ids or slugs. */
  readonly components: readonly string[]
  readonly state: UserState
  readonly revision: number
}

export function followerOf(user: EventData<typeof UserChanged>): Follower {
  const { id, email, language, time_zone, state, revision } = user
  const gone = state === 'deleted'
  return {
    id,
    state,
    revision,
    choices: user.notifications,
    email: gone ? null : email,
    language: gone ? null : language,
    time_zone: gone ? null : time_zone,
    components: gone ? [] : user.followed_components,
  }
}

/** Since when a user follows an incident by hand; null: not. */
export type FollowedSince = string | null

export function isFollowing({ components, choices }: Follower, incident: Incident, since: FollowedSince): boolean {
  if (choices.email === 'none') return false
  return choices.email === 'all' || since !== null || followsComponentOf(components, incident)
}

function followsComponentOf(followed: readonly string[], { component, components }: Incident): boolean {
  return [component, ...components].some(one => one && (followed.includes(one.id) || followed.includes(one.slug)))
}

const impacts: readonly Impact[] = ['none', 'minor', 'major', 'critical']

/** As a channel would be asked; an incident that is followed by hand is told however small it is. */
export function wishesOf({ choices }: Follower, since: FollowedSince): When {
  const impact = since === null ? impacts.slice(impacts.indexOf(choices.minimum_impact)) : []
  return { events: choices.events ?? [], impact }
}

/** Whoever began to follow while it was going on knows that it began. */
export function isNews(follower: Follower, { topic, event: { data } }: Notification, since: FollowedSince): boolean {
  const { choices, components } = follower
  if (topic !== 'opened' || choices.email === 'all' || followsComponentOf(components, data)) return true
  return data.reopened > 0 || since === null || since <= data.detected_at
}
