import type { Announcement } from '../../contracts/announcements.ts'
import type { ContactMessage } from '../../contracts/contact.ts'
import { notificationMessages } from '../../contracts/messages/notifications.ts'
import type { Envelope } from '../../kit/event.ts'
import { impactOf } from './announcements/announcement.ts'
import { type ConfiguredChannel, canSend } from './configured-channel.ts'
import { type Message, sign, type Wording } from './message.ts'
import { sameName, type When } from './notice.ts'
import { type Queue, queueMessage } from './queue-notices.ts'

type Parts = Pick<Queue, 'deliveries' | 'clock'> & { readonly wording: Wording }

const longestNote = 2_000

/** In the transaction that hears of it. Answers the channels that have something new. */
export async function tellAnnouncement(
  event: Envelope<Announcement>,
  channels: readonly ConfiguredChannel[],
  parts: Parts,
): Promise<string[]> {
  const { title, message, level, component } = event.data
  const { public_url, language } = parts.wording
  const impact = impactOf[level]
  const words = notificationMessages[language]
  const told: Message = {
    ...bare(event, impact),
    kind: 'announcement',
    headline: `${sign[impact]} ${title}`,
    note: message.slice(0, longestNote),
    facts: component ? [{ label: words.fact.service, value: component.name }] : [],
    link: public_url ? { label: words.details, url: public_url } : null,
  }
  return tell(
    told,
    channels.filter(({ kind, when }) => kind.carries !== 'alerts' && wantsAnnouncement(when, event.data)),
    parts,
  )
}

/** Somebody wrote through the page. The address of who wrote stays in the inbox. */
export async function tellContact(
  { id, first_name, last_name, message, received_at }: ContactMessage,
  channels: readonly ConfiguredChannel[],
  parts: Parts,
): Promise<string[]> {
  const event: Envelope = {
    ...{ specversion: '1.0', id, source: '/vigie/communications', datacontenttype: 'application/json' },
    ...{ type: 'vigie.communications.message-received.v1', subject: id, time: received_at, data: { id } },
  }
  const { headline } = notificationMessages[parts.wording.language]
  const told: Message = {
    ...bare(event, 'none'),
    kind: 'contact',
    headline: `✉️ ${headline.contact(`${first_name} ${last_name}`)}`,
    note: message.slice(0, longestNote),
  }
  return tell(
    told,
    channels.filter(({ kind, when }) => kind.carries === 'messages' && wantsContact(when)),
    parts,
  )
}

function bare(event: Envelope, impact: Message['impact']) {
  return {
    ...{ impact, event, facts: [], lines: [], link: null, acknowledge: null, incidents: [] },
    mention: impact === 'critical',
  }
}

async function tell(message: Message, channels: readonly ConfiguredChannel[], parts: Parts): Promise<string[]> {
  const usable = channels.filter(canSend)
  for (const channel of usable) await queueMessage(message, channel, parts)
  return usable.map(({ name }) => name)
}

const isEmpty = (list: readonly unknown[] | undefined): boolean => list === undefined || list.length === 0

function wantsAnnouncement(
  { impact, component, group, events }: When,
  { level, component: about }: Announcement,
): boolean {
  const named = (name: string) =>
    about !== null && (name === about.id || name === about.slug || sameName(name, about.name))
  return (
    (events === undefined || events.length === 0 || events.includes('announced')) &&
    (impact === undefined || impact.length === 0 || impact.includes(impactOf[level])) &&
    (component === undefined || component.length === 0 || component.some(named)) &&
    isEmpty(group)
  )
}

/** A channel that asked for a part of the incidents did not ask for letters of visitors. */
function wantsContact({ impact, component, group, events }: When): boolean {
  if (events && events.length > 0) return events.includes('contact')
  return isEmpty(impact) && isEmpty(component) && isEmpty(group)
}
