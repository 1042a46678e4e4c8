import type { Impact } from '../../../contracts/common-schemas.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { durationText } from '../../../contracts/messages/duration.ts'
import type { NotificationMessages } from '../../../contracts/messages/en/tables/notifications.ts'
import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { wordOr } from '../../../contracts/messages/words.ts'
import { type Fact, impactIcon, type Message, type Wording } from './message.ts'
import type { Notification } from './notification.ts'
import { timeText } from './time-text.ts'

const longestError = 500
const mostLines = 30

/** `notifications` are at least one. */
export function buildMessage(
  notifications: readonly Notification[],
  wording: Wording,
  acknowledge_url: string | null = null,
): Message {
  const [first, ...others] = notifications
  if (!first) throw new Error('a message needs something to tell')
  return others.length === 0
    ? messageOfOne(first, wording, acknowledge_url)
    : messageOfMany(first, notifications, wording)
}

function messageOfOne(notification: Notification, wording: Wording, acknowledge_url: string | null): Message {
  const words = tables[wording.language].notifications
  const incident = notification.event.data
  const topic = notification.topic === 'said' ? 'updated' : notification.topic
  const kind = topic === 'opened' && notification.cycle > 0 ? 'reopened' : topic
  return {
    kind,
    impact: incident.impact,
    headline: headlineOf(notification, wording.language),
    note: noteOf(notification, words),
    facts: factsOf(notification, wording, words),
    lines: [],
    link: wording.public_url
      ? { label: words.details, url: `${wording.public_url.replace(/\/+$/, '')}/incidents/${incident.number}` }
      : null,
    acknowledge:
      acknowledge_url && asksForAcknowledgement(notification)
        ? { label: words.acknowledge, url: acknowledge_url }
        : null,
    mention: mentionsEveryone(notification),
    incidents: [incident],
    event: notification.event,
  }
}

function messageOfMany(first: Notification, notifications: readonly Notification[], wording: Wording): Message {
  const words = tables[wording.language].notifications
  const count = (...topics: string[]) => notifications.filter(({ topic }) => topics.includes(topic)).length
  const opened = count('opened')
  const resolved = count('resolved')
  const updated = notifications.length - opened - resolved
  const worst = worstImpact(notifications)
  const parts = [
    ...(opened > 0 ? [`${impactIcon[worst]} ${words.headline.opened_many(opened)}`] : []),
    ...(updated > 0 ? [`🟠 ${words.headline.updated_many(updated)}`] : []),
    ...(resolved > 0 ? [`✅ ${words.headline.resolved_many(resolved)}`] : []),
  ]
  const hidden = Math.max(0, notifications.length - mostLines)
  const lines = notifications.slice(0, mostLines).map(notification => lineOf(notification, wording))
  return {
    kind: 'many',
    impact: worst,
    headline: parts.join(', '),
    note: null,
    facts: [],
    lines: hidden > 0 ? [...lines, words.note.more(hidden)] : lines,
    link: wording.public_url ? { label: words.details, url: wording.public_url } : null,
    acknowledge: null,
    mention: notifications.some(mentionsEveryone),
    incidents: notifications.map(notification => notification.event.data),
    event: first.event,
  }
}

const worstFirst = ['critical', 'major', 'minor', 'none'] as const

function worstImpact(notifications: readonly Notification[]): Impact {
  const present = new Set(notifications.map(notification => notification.event.data.impact))
  return worstFirst.find(impact => present.has(impact)) ?? 'none'
}

/** Asks somebody to take care of it. */
const asksForAcknowledgement = ({ topic, event }: Notification): boolean =>
  (topic === 'opened' || topic === 'raised' || topic === 'escalated') && event.data.acknowledged_at === null

function mentionsEveryone({ topic, event }: Notification): boolean {
  return topic === 'escalated' || ((topic === 'opened' || topic === 'raised') && event.data.impact === 'critical')
}

function headlineOf({ topic, cycle, event }: Notification, language: Language): string {
  const { impact } = event.data
  const title = oneLine(wordOr(event.data.title, event.data.title_i18n, language))
  const words = tables[language].notifications
  const { headline } = words
  switch (topic) {
    case 'opened':
      return `${impactIcon[impact]} ${cycle > 0 ? headline.reopened(title) : headline.opened(title)}`
    case 'raised':
      return `${impactIcon[impact]} ${headline.raised(title, words.impact[impact])}`
    case 'flapping':
      return `🟠 ${headline.flapping(title)}`
    case 'acknowledged':
      return `👀 ${headline.acknowledged(title)}`
    case 'escalated':
      return `${impactIcon[impact]} ${headline.escalated(title)}`
    case 'said':
    case 'updated':
      return `🔵 ${headline.updated(title)}`
    case 'resolved':
      return `✅ ${headline.resolved(title)}`
  }
}

/** What a person wrote when opening it; an incident that a check opened has its error among the facts instead. */
function noteOf({ topic, event }: Notification, words: NotificationMessages): string | null {
  if (topic === 'flapping') return words.note.flapping
  if (topic !== 'opened' || event.data.error !== null) return null
  const said = event.data.timeline.find(entry => entry.kind === 'opened')?.message
  return said && said !== event.data.title ? said : null
}

function factsOf({ topic, cycle, event }: Notification, wording: Wording, words: NotificationMessages): Fact[] {
  const incident = event.data
  const label = words.fact
  const at = (time: string | null) => (time === null ? null : timeText(time, wording))
  const back = incident.timeline.findLast(entry => entry.kind === 'reopened')?.at ?? null
  const facts: [string, string | null][] = [
    [label.service, incident.components.map(({ name }) => name).join(', ') || (incident.component?.name ?? null)],
    [label.group, incident.group],
    [label.incident, incident.number],
    [label.started_at, at(incident.started_at)],
    [label.reopened_at, topic === 'opened' && cycle > 0 ? at(back) : null],
  ]
  if (topic === 'resolved') {
    facts.push([label.resolved_at, at(incident.resolved_at)])
    facts.push([
      label.duration,
      incident.duration_s === null ? null : durationText(incident.duration_s, wording.language),
    ])
  } else {
    facts.push([label.impact, words.impact[incident.impact]], ...failureFacts(incident, wording, words))
  }
  return facts.flatMap(([name, value]) => (value === null ? [] : [{ label: name, value }]))
}

function failureFacts(incident: Incident, wording: Wording, words: NotificationMessages): [string, string | null][] {
  const label = words.fact
  const [cause] = incident.suspected_causes
  const measured = incident.url !== null
  const milliseconds = new Intl.NumberFormat(wording.language, {
    style: 'unit',
    unit: 'millisecond',
    maximumFractionDigits: 0,
  })
  const shown = (value: string | null) => value ?? (measured ? words.no_answer : null)
  return [
    [label.url, incident.url],
    [label.error, shownError(incident, wording.language)],
    [label.http_code, shown(incident.http_code === null ? null : String(incident.http_code))],
    [label.response_time, shown(incident.response_ms === null ? null : milliseconds.format(incident.response_ms))],
    [label.cause, cause ? wordOr(cause.message, cause.message_i18n, wording.language) : null],
  ]
}

function lineOf(notification: Notification, wording: Wording): string {
  const { number, duration_s } = notification.event.data
  const { language } = wording
  const lasted = duration_s === null ? '' : durationText(duration_s, language)
  const why = shownError(notification.event.data, language) ?? ''
  return [headlineOf(notification, language), notification.topic === 'resolved' ? lasted : why, number]
    .filter(Boolean)
    .join(' · ')
}

/** No-break spaces are part of what is said. */
const oneLine = (text: string): string => text.replace(/[^\S\u00a0\u202f]+/g, ' ').trim()

function shownError({ error, error_i18n }: Incident, language: Language): string | null {
  if (error === null) return null
  const line = oneLine(wordOr(error, error_i18n, language))
  return line.length > longestError ? `${line.slice(0, longestError - 1)}…` : line
}
