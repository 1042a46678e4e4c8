import { type checkFormats, type ImportRow, mostImported } from '../../../contracts/imports.ts'
import { type Message, reasonFields, say, together } from '../../../contracts/messages/words.ts'
import { invalid, problemAt } from '../../../contracts/refusals.ts'
import { slugOf } from '../../../contracts/slug.ts'
import { mapTexts, plainText } from '../../../kit/messages/message.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import { readDefinition } from '../definitions/read-definition.ts'
import { readAsl } from './read-asl.ts'
import { readGatus } from './read-gatus.ts'
import type { ImportReader, ReadCheck } from './read-import.ts'
import { readUptimeKuma } from './read-uptime-kuma.ts'

export type CheckFormat = (typeof checkFormats)[number]

const readers: Readonly<Record<CheckFormat, ImportReader>> = {
  'uptime-kuma': readUptimeKuma,
  gatus: readGatus,
  asl: readAsl,
}

export type ImportPlan = { readonly rows: readonly ImportRow[]; readonly notes: readonly Message[] }

/** What would become of a file, given the slugs that are watched already. Pure; refuses a file that is none of the format. */
export function planImport(format: CheckFormat, text: string, watched: ReadonlySet<string>): ImportPlan {
  const read = bounded(readers[format](text))
  if ('code' in read) {
    throw invalid('monitor.bad-import', { problem: read }, { fields: [problemAt('body.content', read)] })
  }
  const taken = new Set<string>()
  return { notes: read.notes, rows: read.checks.map(one => rowOf(one, { watched, taken })) }
}

const bounded = (read: ReturnType<ImportReader>): ReturnType<ImportReader> =>
  'checks' in read && read.checks.length > mostImported ? say('import.entries', { limit: mostImported }) : read

type Known = { readonly watched: ReadonlySet<string>; readonly taken: Set<string> }

function rowOf({ line, name: given, check, remarks, skipped }: ReadCheck, { watched, taken }: Known): ImportRow {
  const name = given.slice(0, 200)
  const row = { ...(line === undefined ? {} : { line }), what: 'check' as const, name }
  const reason = reasonFields(remarks.length > 0 ? together(remarks) : null)
  if (check === null) return { ...row, action: skipped ? 'skip' : 'error', ...reason }
  const fault = faultOf(check)
  if (fault !== null) return { ...row, action: 'error', ...reasonFields(fault), check }
  const slug = slugOf(name)
  if (watched.has(slug)) return { ...row, action: 'skip', ...reasonFields(say('import.watched')), check }
  if (taken.has(slug)) return { ...row, action: 'error', ...reasonFields(say('import.name-twice')), check }
  taken.add(slug)
  return { ...row, action: 'create', ...reason, check }
}

function faultOf(check: Readonly<Record<string, unknown>>): Message | null {
  try {
    // The validator fills in what was left out, which need not be written down.
    readDefinition(structuredClone(check))
    return null
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    return mapTexts(thrown.detail_i18n ?? plainText(thrown.message), text => text.replace(/^body\./, ''))
  }
}
