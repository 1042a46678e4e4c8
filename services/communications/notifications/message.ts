import type { Impact } from '../../../contracts/common-schemas.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { type Language, tables } from '../../../contracts/messages/tables.ts'
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
  /** Of several incidents sent at once: one line each. */
  readonly lines: readonly string[]
  readonly link: Link | null
  /** Leads to a page where one press says that somebody takes care of it. */
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

/** An address of ours, when the configuration says how people reach us. */
export const siteUrl = ({ public_url }: Pick<Wording, 'public_url'>, path = ''): string | null =>
  public_url ? `${public_url.replace(/\/+$/, '')}${path}` : null

export function detailsLink(wording: Wording, path?: string): Link | null {
  const url = siteUrl(wording, path)
  return url === null ? null : { label: tables[wording.language].notifications.details, url }
}

/** An event that nobody published, because only channels say it. */
export const unpublishedEvent = <Data>(
  type: string,
  said: Pick<Envelope<Data>, 'id' | 'subject' | 'time' | 'data'>,
): Envelope<Data> => ({
  specversion: '1.0',
  source: `/vigie/${type.split('.')[1]}`,
  type,
  datacontenttype: 'application/json',
  ...said,
})

/** What is not of incidents, in its shortest form. */
export const messageDefaults = (event: Envelope, impact: Impact = 'none') => ({
  kind: 'announcement' as const,
  impact,
  note: null,
  facts: [],
  lines: [],
  link: null,
  acknowledge: null,
  mention: impact === 'critical',
  incidents: [],
  event,
})

export function testMessage(event: Envelope, { language }: Wording): Message {
  const { headline, note } = tables[language].notifications
  return { ...messageDefaults(event), kind: 'test', headline: `🔵 ${headline.test}`, note: note.test }
}

/** For channels without any markup, and as what a telephone shows before the message is opened. */
export function plainText(message: Message, language: Language): string {
  return [message.headline, plainBody(message, language), ...linksOf(message).map(({ url }) => url)]
    .filter(Boolean)
    .join('\n')
}

/** The same where headline and links stand in places of their own. */
export function plainBody({ note, facts, lines }: Message, language: Language): string {
  const { colon } = tables[language].notifications
  return [
    ...(note === null ? [] : [note]),
    ...facts.map(({ label, value }) => `${label}${colon}${value}`),
    ...lines,
  ].join('\n')
}
