import type { TSchema } from 'typebox'
import type { KnownEvent } from './all-events.ts'

/** Published when, in one sentence each. */
const sentences: Readonly<Record<string, string>> = {
  'vigie.audit-recorded.v1': 'Somebody changed something that is kept in the audit log.',
  'vigie.communications.announcement-ended.v1': 'An announcement is over, or was withdrawn.',
  'vigie.communications.announcement-published.v1': 'An announcement became public, or its text changed.',
  'vigie.communications.delivery-failed.v1': 'A message was given up after its last attempt.',
  'vigie.flags.change-request-changed.v1':
    'A request to change a flag was made, approved, refused, withdrawn or carried out.',
  'vigie.flags.flag-changed.v1': 'A flag has another definition or state in one environment.',
  'vigie.flags.flag-lease-changed.v1': 'An incident forced a flag to a value, or the flag is free again.',
  'vigie.flags.glass-broken.v1': 'Somebody changed a flag without the approval that it needs, and said why.',
  'vigie.flags.project-changed.v1': 'A project of flags, its environments or its members changed.',
  'vigie.identity.key-changed.v1': 'An API key was created, changed or revoked.',
  'vigie.identity.mail-wanted.v1': 'Somebody is to be sent an invitation, or a link to set a new password.',
  'vigie.identity.session-revoked.v1': 'A session ended before its time.',
  'vigie.identity.signing-key-added.v1': 'Tokens are signed with a new key from now on.',
  'vigie.identity.user-changed.v1': 'A user was created, renamed, given another role, disabled or deleted.',
  'vigie.incidents.component-changed.v1': 'A component has another status, name, place or group, or was archived.',
  'vigie.incidents.incident-followed.v1': 'Somebody follows an incident, or no longer does.',
  'vigie.incidents.incident-opened.v1': 'An incident was opened.',
  'vigie.incidents.incident-resolved.v1': 'An incident was resolved.',
  'vigie.incidents.incident-updated.v1': 'Anything else of an incident changed: its status, impact, people, timeline.',
  'vigie.incidents.maintenance-changed.v1': 'A planned maintenance has another time, text or list of components.',
  'vigie.incidents.maintenance-ended.v1': 'A maintenance ended, as planned or early, or was cancelled.',
  'vigie.incidents.maintenance-scheduled.v1': 'A maintenance was planned.',
  'vigie.incidents.maintenance-started.v1': 'A maintenance began.',
  'vigie.metrics.chart-drawn.v1': 'A public chart shows something new, or is public no more.',
  'vigie.monitor.check-archived.v1': 'A check is no longer run.',
  'vigie.monitor.check-defined.v1': 'A check was defined, or its definition changed.',
  'vigie.providers.provider-changed.v1': 'A provider has another status, or other incidents of its own.',
  'vigie.signal-changed.v1': 'What one source sees of one thing changed: a check, a provider, the reports of users.',
}

export function eventsPage(events: readonly KnownEvent[], sampleOf: (type: string) => string): string {
  return `# Events

What services tell each other: [CloudEvents 1.0](https://cloudevents.io) in JSON, delivered at least once, and to one listener in
the order of one \`subject\`. They leave with the transaction of the change they tell of. A type is never changed in a way
that breaks who listens: fields are added, all else is a new version beside the old one. Of each version a sample is
stored in [contracts/samples](../../contracts/samples); a test holds that it can still be read.
Drawn from the contracts by \`docs/reference/generate.ts\`.

${events.map(one => section(one, sampleOf(one.event.type))).join('\n')}`
}

function section({ event, publishers, listeners }: KnownEvent, sample: string): string {
  const { type, data, grows, secret } = event
  const sentence = sentences[type]
  if (!sentence) throw new Error(`docs/reference/events-page.ts does not say when ${type} is published`)
  const rows = Object.entries(fieldsOf(data)).map(([name, schema]) => `| \`${name}\` | ${kindOf(schema)} |`)
  const notes = [
    ...(grows ? ['Very long texts and lists are shortened in the middle.'] : []),
    ...(secret ? ['Encrypted while it waits: somebody could come in with what it says.'] : []),
  ]
  return `## ${type}

${[sentence, ...notes].join(' ')} From ${publishers.join(', ')}; to ${listeners.join(', ')}.

| field | |
|---|---|
${rows.join('\n')}

<details><summary>Sample</summary>

\`\`\`json
${sample.trim()}
\`\`\`

</details>
`
}

type Loose = TSchema & {
  readonly type?: string
  readonly anyOf?: readonly Loose[]
  readonly allOf?: readonly Loose[]
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly items?: Loose
  readonly format?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Loose>>
}

const fieldsOf = (schema: Loose): Readonly<Record<string, Loose>> =>
  schema.properties ?? Object.assign({}, ...(schema.allOf ?? []).map(fieldsOf))

function kindOf(schema: Loose): string {
  const kind = shortKind(schema)
  return (schema.description ? `${kind}. ${schema.description}` : kind).replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function shortKind(schema: Loose): string {
  const { anyOf, const: fixed, enum: names, items, type, format } = schema
  if (anyOf) return [...new Set(anyOf.map(shortKind))].join(' or ')
  if (names) return names.map(name => `\`${name}\``).join(', ')
  if (fixed !== undefined) return `\`${String(fixed)}\``
  if (type === 'array' && items) return `list of ${shortKind(items)}`
  return format ?? type ?? 'any'
}
