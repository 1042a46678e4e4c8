import { type Static, Type } from 'typebox'
import { MessageSchema } from '../kit/messages/message-schema.ts'
import { defineOperation } from '../kit/service/operation.ts'
import { Nullable, Worded } from './common-schemas.ts'
import { inEnglish, type Message } from './messages/words.ts'

/** What becomes of one thing of another tool's file. */
export const ImportRow = Type.Object({
  /** Of the file, where it has lines. */
  line: Type.Optional(Type.Integer()),
  what: Type.Enum(['check', 'component', 'incident']),
  name: Type.String(),
  action: Type.Enum(['create', 'update', 'skip', 'error']),
  /** Why it is skipped or wrong; of what is created, what of it could not be taken over. */
  reason: Nullable(Type.String()),
  reason_i18n: Worded,
  /** As POST /api/v1/checks takes it. */
  check: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})
export type ImportRow = Static<typeof ImportRow>

export const ImportResult = Type.Object({
  dry_run: Type.Boolean(),
  rows: Type.Array(ImportRow),
  created: Type.Integer(),
  updated: Type.Integer(),
  skipped: Type.Integer(),
  errors: Type.Integer(),
  /** About the file as a whole. */
  notes: Type.Array(Type.String()),
  notes_i18n: Type.Optional(Type.Array(MessageSchema)),
})
export type ImportResult = Static<typeof ImportResult>

export const checkFormats = ['uptime-kuma', 'gatus', 'asl'] as const
const tenMegabytes = 10_485_760
const content = Type.String({ minLength: 1, maxLength: tenMegabytes, description: 'The text of the file.' })
const dry_run = Type.Optional(Type.Boolean({ description: 'Only say what would be done.' }))
const closed = { additionalProperties: false } as const
/** Escaped, a text is longer than it is. Parsing it takes so long that a thread of its own does it. */
const file = { bytes: true, body_limit: 2 * tenMegabytes, json_limit: { depth: 2, values: 10 } } as const
/** Of checks, components and incidents in one file. */
export const mostImported = 10_000

export const ImportFile = defineOperation({
  service: 'monitor',
  name: 'ImportFile',
  method: 'POST',
  path: '/api/v1/imports',
  access: 'admin',
  summary: 'Take over the checks, or the history, of another tool; what is there already is left as it is',
  ...file,
  body: Type.Object({ format: Type.Enum([...checkFormats, 'statuspage']), content, dry_run }, closed),
  output: ImportResult,
})

export const ImportStatuspage = defineOperation({
  service: 'incidents',
  name: 'ImportStatuspage',
  method: 'POST',
  path: '/api/v1/incidents/imports',
  access: 'admin',
  summary: 'Take over the components and the past incidents of a Statuspage (summary.json, incidents.json)',
  ...file,
  body: Type.Object({ content, dry_run }, closed),
  output: ImportResult,
})

export function resultOf(rows: readonly ImportRow[], dry_run: boolean, notes: readonly Message[] = []): ImportResult {
  const count = (action: ImportRow['action']) => rows.filter(row => row.action === action).length
  return {
    dry_run,
    rows: [...rows],
    notes: notes.map(inEnglish),
    notes_i18n: [...notes],
    created: count('create'),
    updated: count('update'),
    skipped: count('skip'),
    errors: count('error'),
  }
}

/** One line of text for each row, for a terminal. */
export const importLine = ({ action, what, name, reason, line }: ImportRow): string =>
  `${action.padEnd(6)} ${what} ${name}${reason === null ? '' : `: ${reason}`}${line === undefined ? '' : ` (line ${line})`}`
