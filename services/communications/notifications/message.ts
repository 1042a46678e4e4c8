import type { Incident } from '../../../contracts/incidents.ts'
import { type Language, notificationMessages } from '../../../contracts/messages/notifications.ts'
import type { Impact } from '../../../contracts/vocabulary.ts'
import type { Envelope } from '../../../kit/service/event.ts'

export type Fact = { readonly label: string; readonly value: string }
export type Link = { readonly label: string; readonly url: string }

/** Built once, rendered by each channel in its own way. All of it is plain text that nobody has escaped yet. */
export type Message = {
  readonly kind:
    | 'opened'
    | 'reopened'
    | 'raised'
    | 'flapping'
    | 'acknowledged'
    | 'escalated'
    | 'updated'
    | 'resolved'
    | 'many'
    | 'announcement'
    | 'contact'
    | 'test'
  readonly impact: Impact
  readonly headline: string
  readonly note: string | null
  readonly facts: readonly Fact[]
  /** Of several incidents told at once: one line each. */
  readonly lines: readonly string[]
  readonly link: Link | null
  /** Leads to a page where one press says that somebody looks after it. */
  readonly acknowledge: Link | null
  /** Everybody on the channel should be called, not only shown. */
  readonly mention: boolean
  readonly incidents: readonly Incident[]
  /** What programs get instead of words; of several the first. */
  readonly event: Envelope
}

export type Wording = { readonly language: Language; readonly time_zone: string; readonly public_url?: string }

export const impactIcon: Readonly<Record<Impact, string>> = { critical: '🚨', major: '🔴', minor: '🟠', none: '🔵' }

export const linksOf = ({ link, acknowledge }: Message): readonly Link[] =>
  [acknowledge, link].filter(one => one !== null)

export function testMessage(event: Envelope, { language }: Wording): Message {
  const words = notificationMessages[language]
  return {
    kind: 'test',
    impact: 'none',
    headline: `🔵 ${words.headline.test}`,
    note: words.note.test,
    facts: [],
    lines: [],
    link: null,
    acknowledge: null,
    mention: false,
    incidents: [],
    event,
  }
}

/** For channels without any markup, and as what a telephone shows before the message is opened. */
export function plainText(message: Message, language: Language): string {
  return [message.headline, plainBody(message, language), ...linksOf(message).map(({ url }) => url)]
    .filter(Boolean)
    .join('\n')
}

/** The same where headline and links stand in places of their own. */
export function plainBody({ note, facts, lines }: Message, language: Language): string {
  const { colon } = notificationMessages[language]
  return [
    ...(note === null ? [] : [note]),
    ...facts.map(({ label, value }) => `${label}${colon}${value}`),
    ...lines,
  ].join('\n')
}
