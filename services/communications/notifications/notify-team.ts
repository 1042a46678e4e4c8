import type { ComponentRef, Impact } from '../../../contracts/common-schemas.ts'
import type { Announcement } from '../../../contracts/communications/announcements.ts'
import type { ContactMessage } from '../../../contracts/communications/contact.ts'
import type { FlagGlassBroken } from '../../../contracts/flags/flag-governance.ts'
import type { FlagLease } from '../../../contracts/flags/flag-leases.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import type { Maintenance } from '../../../contracts/incidents/maintenance.ts'
import { tables } from '../../../contracts/messages/tables.ts'
import type { Envelope, EventData } from '../../../kit/service/event.ts'
import { impactOf } from '../announcements/announcement.ts'
import { type ConfiguredChannel, canSend } from '../channels/configured/configured-channel.ts'
import { type QueueDeps, queueMessage } from '../delivery/queue-notifications.ts'
import { detailsLink, impactIcon, type Message, messageDefaults, unpublishedEvent, type Wording } from './message.ts'
import { type News, sameName, type When } from './notification.ts'
import { timeText } from './time-text.ts'

type Channels = readonly ConfiguredChannel[]
/** Each of these runs in the transaction that handles the event. */
type Deps = Omit<QueueDeps, 'notifications'> & { readonly settings: Wording }

const longestNote = 2_000

export function notifyAnnouncement(event: Envelope<Announcement>, channels: Channels, deps: Deps): Promise<void> {
  const { title, message, level, component } = event.data
  const impact = impactOf[level]
  const announcement: Message = {
    ...messageDefaults(event, impact),
    headline: `${impactIcon[impact]} ${title}`,
    note: message.slice(0, longestNote),
    facts: componentFacts(component ? [component] : [], deps),
    link: detailsLink(deps.settings),
  }
  const news = { news: 'announced', impact, about: component ? [component] : [] } as const
  return queue(announcement, interestedChannels(channels, news), deps)
}

/** Planned work begins or is over. */
export function notifyMaintenance(
  what: 'started' | 'ended',
  event: Envelope<Maintenance>,
  channels: Channels,
  deps: Deps,
): Promise<void> {
  const { title, message, components, starts_at, ends_at } = event.data
  const { headline, fact } = tables[deps.settings.language].notifications
  const isStart = what === 'started'
  const time = timeText(isStart ? ends_at : starts_at, deps.settings)
  const maintenance: Message = {
    ...messageDefaults(event),
    headline: `🔧 ${headline.maintenance[what](title)}`,
    note: isStart ? message : null,
    facts: [...componentFacts(components, deps), { label: isStart ? fact.until : fact.from, value: time }],
    link: detailsLink(deps.settings),
  }
  const news = { news: 'maintenance', impact: 'none', about: components } as const
  return queue(maintenance, interestedChannels(channels, news), deps)
}

/** Somebody wrote through the page. The address of who wrote stays in the inbox. */
export function notifyContact(contact: ContactMessage, channels: Channels, deps: Deps): Promise<void> {
  const { id, first_name, last_name, message, received_at } = contact
  const said = { id, subject: id, time: received_at, data: { id } }
  const { headline } = tables[deps.settings.language].notifications
  const received: Message = {
    ...messageDefaults(unpublishedEvent('vigie.communications.message-received.v1', said)),
    kind: 'contact',
    headline: `✉️ ${headline.contact(`${first_name} ${last_name}`)}`,
    note: message.slice(0, longestNote),
  }
  return queue(
    received,
    forPeople(channels).filter(({ when }) => wantsContact(when)),
    deps,
  )
}

/**
 * A flag that an incident forced was changed by somebody meanwhile: a person has to say what it should be. Everything else
 * about leases stands in the timeline of the incident. Only the team is notified: what flags are called is nobody's
 * business outside.
 */
export async function notifyLease(
  event: Envelope<FlagLease>,
  incident: Incident | undefined,
  channels: Channels,
  deps: Deps,
): Promise<void> {
  const { state, key, variant, by, incident_number } = event.data
  if (state !== 'asking') return
  const { headline, note, fact } = tables[deps.settings.language].notifications
  const impact = incident?.impact ?? 'none'
  const question: Message = {
    ...messageDefaults(event, impact),
    headline: `${impactIcon[impact]} ${headline.leaseAsks(key)}`,
    note: note.leaseAsks(by ?? '?', variant),
    facts: [{ label: fact.incident, value: incident_number }],
    link: detailsLink(deps.settings, `/console/incidents/${incident_number}`),
    // It can wait until somebody has time: nothing is down because of it.
    mention: false,
  }
  const news = { news: 'updated', impact, about: incident?.components ?? [] } as const
  return queue(question, interestedChannels(forPeople(channels), news), deps)
}

/**
 * Somebody changed alone what needs a second person. Every channel of the team is notified, whatever incidents it asked
 * for: who could have agreed is not known here, and whoever knows too little cannot object.
 */
export function notifyBrokenGlass(
  event: Envelope<EventData<typeof FlagGlassBroken>>,
  channels: Channels,
  deps: Deps,
): Promise<void> {
  const { project, environment, subject, key, by, reason } = event.data
  const { headline, note, fact } = tables[deps.settings.language].notifications
  const change: Message = {
    ...messageDefaults(event),
    headline: `${impactIcon.minor} ${headline.glassBroken[subject](key)}`,
    note: note.glassBroken(by.name, reason),
    facts: [{ label: fact.environment, value: `${project} / ${environment}` }],
    link: detailsLink(deps.settings, `/console/flags?${new URLSearchParams({ project, environment })}`),
  }
  return queue(change, forPeople(channels), deps)
}

async function queue(message: Message, channels: Channels, deps: Deps): Promise<void> {
  for (const channel of channels.filter(canSend)) await queueMessage(message, channel, deps)
}

function componentFacts(components: readonly ComponentRef[], { settings }: Deps) {
  const { fact } = tables[settings.language].notifications
  const value = components.map(({ name }) => name).join(', ')
  return components.length > 0 ? [{ label: fact.service, value }] : []
}

const forPeople = (channels: Channels): Channels => channels.filter(({ kind }) => kind.carries === 'messages')

type Announced = { readonly news: News; readonly impact: Impact; readonly about: readonly ComponentRef[] }

/** Pagers are for incidents alone. */
const interestedChannels = (channels: Channels, announced: Announced): Channels =>
  channels.filter(({ kind, when }) => kind.carries !== 'alerts' && matchesNews(when, announced))

const isEmpty = (list: readonly unknown[] | undefined): boolean => list === undefined || list.length === 0

function matchesNews({ impact, component, group, events }: When, announced: Announced): boolean {
  const isNamed = (name: string) =>
    announced.about.some(one => name === one.id || name === one.slug || sameName(name, one.name))
  return (
    (isEmpty(events) || events?.includes(announced.news) === true) &&
    (isEmpty(impact) || impact?.includes(announced.impact) === true) &&
    (isEmpty(component) || component?.some(isNamed) === true) &&
    isEmpty(group)
  )
}

/** A channel that asked for a part of the incidents did not ask for e-mails of visitors. */
function wantsContact({ impact, component, group, events }: When): boolean {
  if (events && events.length > 0) return events.includes('contact')
  return isEmpty(impact) && isEmpty(component) && isEmpty(group)
}
