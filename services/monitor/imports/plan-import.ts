import { type checkFormats, type ImportRow, mostImported } from '../../../contracts/imports.ts'
import { slugOf } from '../../../contracts/slug.ts'
import { invalid, Refusal } from '../../../kit/service/errors.ts'
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

export type ImportPlan = { readonly rows: readonly ImportRow[]; readonly notes: readonly string[] }

/** What would become of a file, given the slugs that are watched already. Pure; refuses a file that is none of the format. */
export function planImport(format: CheckFormat, text: string, watched: ReadonlySet<string>): ImportPlan {
  const read = bounded(readers[format](text))
  if (typeof read === 'string') {
    const fields = [{ field: 'body.content', message: read }]
    throw invalid('monitor.bad-import', `the file ${read}`, { fields })
  }
  const taken = new Set<string>()
  return { notes: read.notes, rows: read.checks.map(one => rowOf(one, { watched, taken })) }
}

const bounded = (read: ReturnType<ImportReader>): ReturnType<ImportReader> =>
  typeof read !== 'string' && read.checks.length > mostImported ? `has more than ${mostImported} entries` : read

type Known = { readonly watched: ReadonlySet<string>; readonly taken: Set<string> }

function rowOf({ line, name: given, check, remarks, skipped }: ReadCheck, { watched, taken }: Known): ImportRow {
  const name = given.slice(0, 200)
  const row = { ...(line === undefined ? {} : { line }), what: 'check' as const, name }
  const reason = remarks.length > 0 ? remarks.join('; ') : null
  if (check === null) return { ...row, action: skipped ? 'skip' : 'error', reason }
  const fault = faultOf(check)
  if (fault !== null) return { ...row, action: 'error', reason: fault, check }
  const slug = slugOf(name)
  if (watched.has(slug)) return { ...row, action: 'skip', reason: 'it is watched already', check }
  if (taken.has(slug)) return { ...row, action: 'error', reason: 'another one in the file has this name', check }
  taken.add(slug)
  return { ...row, action: 'create', reason, check }
}

function faultOf(check: Readonly<Record<string, unknown>>): string | null {
  try {
    // The validator fills in what was left out, which need not be written down.
    readDefinition(structuredClone(check))
    return null
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    return thrown.message.replaceAll('body.', '')
  }
}
