import { type ImportResult as FlagResult, ImportFlags } from '../../../contracts/flag-documents.ts'
import { ImportFile, type ImportResult } from '../../../contracts/imports.ts'
import { readJson } from '../../../contracts/json-fault.ts'
import { ask } from '../../data/api-client.ts'
import { Problem } from '../../data/problem.ts'

export const formats = ['uptime-kuma', 'gatus', 'asl', 'statuspage', 'flagd'] as const
export type Format = (typeof formats)[number]

export type Row = {
  readonly line?: number
  readonly what: 'check' | 'component' | 'incident' | 'flag'
  readonly name: string
  readonly action: 'create' | 'update' | 'skip' | 'warn' | 'error'
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
  // A file that is no JSON is refused here, before it is sent.
  const { value, fault } = readJson(content)
  if (fault) throw new Problem({ status: 422, code: 'console.not-json', detail: '' })
  try {
    return outcomeOfFlags(await ask(ImportFlags, { query: { dry_run }, body: value as never }))
  } catch (thrown) {
    if (!(thrown instanceof Problem && thrown.code === 'flags.invalid')) throw thrown
    return { rows: thrown.fields.map(({ field, message }) => rowOf(field, 'error', message)), notes: [] }
  }
}

const outcomeOf = ({ rows, notes }: ImportResult): Outcome => ({ rows, notes })

const rowOf = (name: string, action: Row['action'], reason: string | null = null): Row => ({
  ...{ what: 'flag', name, action, reason },
})

function outcomeOfFlags({ created, changed, unchanged, deleted, problems }: FlagResult): Outcome {
  const rowsOf = (names: readonly string[], action: Row['action']): Row[] => names.map(name => rowOf(name, action))
  return {
    rows: [
      ...problems.map(({ path, message, severity }) => rowOf(path, severity === 'error' ? 'error' : 'warn', message)),
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
