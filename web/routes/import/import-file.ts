import { type ImportResult as FlagResult, ImportFlags } from '../../../contracts/flag-documents.ts'
import { ImportFile, type ImportResult } from '../../../contracts/imports.ts'
import { ask } from '../../data/ask.ts'
import { Problem } from '../../data/problem.ts'

export const formats = ['uptime-kuma', 'gatus', 'asl', 'statuspage', 'flagd'] as const
export type Format = (typeof formats)[number]

export type Row = {
  readonly line?: number
  readonly what: 'check' | 'component' | 'incident' | 'flag'
  readonly name: string
  readonly action: 'create' | 'update' | 'skip' | 'error'
  readonly reason: string | null
  /** As `POST /api/v1/checks` takes it, so that it can be made alone. */
  readonly check?: Readonly<Record<string, unknown>>
}
export type Outcome = { readonly rows: readonly Row[]; readonly notes: readonly string[] }

/** By what only that tool's file has. */
export function formatOf(content: string): Format | undefined {
  const text = content.trimStart()
  if (!text.startsWith('{') && !text.startsWith('[')) {
    if (/^endpoints:/m.test(text)) return 'gatus'
    return /^services:/m.test(text) ? 'asl' : undefined
  }
  if (/"monitorList"\s*:/.test(text)) return 'uptime-kuma'
  if (/"flags"\s*:/.test(text)) return 'flagd'
  return /"(incidents|components|page)"\s*:/.test(text) ? 'statuspage' : undefined
}

/** What would become of the file, or with `dry_run: false` what became of it. */
export async function takeOver(format: Format, content: string, dry_run: boolean): Promise<Outcome> {
  if (format !== 'flagd') return outcomeOf(await ask(ImportFile, { body: { format, content, dry_run } }))
  const body = documentOf(content)
  return outcomeOfFlags(await ask(ImportFlags, { query: { dry_run }, body: body as never }))
}

/** A file that is no JSON is refused here, before it is sent. */
function documentOf(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    throw new Problem({ status: 422, code: 'console.not-json', detail: '' })
  }
}

const outcomeOf = ({ rows, notes }: ImportResult): Outcome => ({ rows, notes })

function outcomeOfFlags({ created, changed, unchanged, deleted, problems }: FlagResult): Outcome {
  const rowsOf = (names: readonly string[], action: Row['action']): Row[] =>
    names.map(name => ({ what: 'flag', name, action, reason: null }))
  return {
    rows: [
      ...problems.map(
        ({ path, message, severity }): Row => ({
          ...{ what: 'flag', name: path, reason: message },
          action: severity === 'error' ? 'error' : 'skip',
        }),
      ),
      ...rowsOf(created, 'create'),
      ...rowsOf([...changed, ...deleted], 'update'),
      ...rowsOf(unchanged, 'skip'),
    ],
    notes: [],
  }
}

/** For a table program; what looks like a formula is text there. */
export function csvOf(rows: readonly Row[], headers: readonly string[]): string {
  const cell = (value: unknown) => {
    const text = String(value ?? '')
    return `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
  }
  const lines = rows.map(({ line, what, name, action, reason }) => [line, what, name, action, reason])
  return [headers, ...lines].map(line => line.map(cell).join(',')).join('\r\n')
}
