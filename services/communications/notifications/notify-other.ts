import type { Announcement } from '../../../contracts/announcements.ts'
import type { ContactMessage } from '../../../contracts/contact.ts'
import type { Maintenance } from '../../../contracts/maintenance.ts'
import { notificationMessages } from '../../../contracts/messages/notifications.ts'
import type { ComponentRef, Impact } from '../../../contracts/vocabulary.ts'
import type { Envelope } from '../../../kit/service/event.ts'
import { impactOf } from '../announcements/announcement.ts'
import { type ConfiguredChannel, canSend } from '../channels/configured/configured-channel.ts'
import { type Queue, queueMessage } from '../delivery/queue-notifications.ts'
import { impactIcon, type Message, type Wording } from './message.ts'
import { type News, sameName, type When } from './notification.ts'
import { timeText } from './time-text.ts'

export type Parts = Omit<Queue, 'notices'> & { readonly wording: Wording }

const longestNote = 2_000

/** In the transaction that hears of it. */
export async function notifyAnnouncement(
  event: Envelope<Announcement>,
  channels: readonly ConfiguredChannel[],
  parts: Parts,
): Promise<void> {
  const { title, message, level, component } = event.data
  const about = component ? [component] : []
  const { public_url, language } = parts.wording
  const impact = impactOf[level]
  const words = notificationMessages[language]
  const told: Message = {
    ...messageDefaults(event, impact),
    kind: 'announcement',
    headline: `${impactIcon[impact]} ${title}`,
    note: message.slice(0, longestNote),
    facts: component ? [{ label: words.fact.service, value: component.name }] : [],
    link: public_url ? { label: words.details, url: public_url } : null,
  }
  return queueToChannels(told, interestedChannels(channels, { news: 'announced', impact, about }), parts)
}

/** Planned work begins or is over. */
export async function notifyMaintenance(
  what: 'started' | 'ended',
  event: Envelope<Maintenance>,
  channels: readonly ConfiguredChannel[],
  parts: Parts,
): Promise<void> {
  const { title, message, components, starts_at, ends_at } = event.data
  const { public_url } = parts.wording
  const words = notificationMessages[parts.wording.language]
  const at = (time: string) => timeText(time, parts.wording)
  const told: Message = {
    ...messageDefaults(event, 'none'),
    kind: 'announcement',
    headline: `🔧 ${words.headline.maintenance[what](title)}`,
    note: what === 'started' ? message : null,
    facts: [
      ...(components.length > 0
        ? [{ label: words.fact.service, value: components.map(({ name }) => name).join(', ') }]
        : []),
      ...(what === 'started' ? [{ label: words.fact.until, value: at(ends_at) }] : []),
      ...(what === 'ended' ? [{ label: words.fact.from, value: at(starts_at) }] : []),
    ],
    link: public_url ? { label: words.details, url: public_url } : null,
  }
  return queueToChannels(
    told,
    interestedChannels(channels, { news: 'maintenance', impact: 'none', about: components }),
    parts,
  )
}

/** Somebody wrote through the page. The address of who wrote stays in the inbox. */
export async function notifyContact(
  { id, first_name, last_name, message, received_at }: ContactMessage,
  channels: readonly ConfiguredChannel[],
  parts: Parts,
): Promise<void> {
  const event: Envelope = {
    ...{ specversion: '1.0', id, source: '/vigie/communications', datacontenttype: 'application/json' },
    ...{ type: 'vigie.communications.message-received.v1', subject: id, time: received_at, data: { id } },
  }
  const { headline } = notificationMessages[parts.wording.language]
  const told: Message = {
    ...messageDefaults(event, 'none'),
    kind: 'contact',
    headline: `✉️ ${headline.contact(`${first_name} ${last_name}`)}`,
    note: message.slice(0, longestNote),
  }
  return queueToChannels(
    told,
    channels.filter(({ kind, when }) => kind.carries === 'messages' && wantsContact(when)),
    parts,
  )
}

export function messageDefaults(event: Envelope, impact: Message['impact']) {
  return {
    ...{ impact, event, facts: [], lines: [], link: null, acknowledge: null, incidents: [] },
    mention: impact === 'critical',
  }
}

export async function queueToChannels(
  message: Message,
  channels: readonly ConfiguredChannel[],
  parts: Parts,
): Promise<void> {
  for (const channel of channels.filter(canSend)) await queueMessage(message, channel, parts)
}

const isEmpty = (list: readonly unknown[] | undefined): boolean => list === undefined || list.length === 0

type Said = { readonly news: News; readonly impact: Impact; readonly about: readonly ComponentRef[] }

/** Pagers are for incidents alone. */
export function interestedChannels(channels: readonly ConfiguredChannel[], said: Said): readonly ConfiguredChannel[] {
  return channels.filter(({ kind, when }) => kind.carries !== 'alerts' && matchesNews(when, said))
}

function matchesNews({ impact, component, group, events }: When, said: Said): boolean {
  const named = (name: string) =>
    said.about.some(one => name === one.id || name === one.slug || sameName(name, one.name))
  return (
    (isEmpty(events) || events?.includes(said.news) === true) &&
    (isEmpty(impact) || impact?.includes(said.impact) === true) &&
    (isEmpty(component) || component?.some(named) === true) &&
    isEmpty(group)
  )
}

/** A channel that asked for a part of the incidents did not ask for letters of visitors. */
function wantsContact({ impact, component, group, events }: When): boolean {
  if (events && events.length > 0) return events.includes('contact')
  return isEmpty(impact) && isEmpty(component) && isEmpty(group)
}
