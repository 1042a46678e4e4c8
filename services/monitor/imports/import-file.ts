import {
  type ImportFile,
  type ImportResult,
  type ImportRow,
  ImportStatuspage,
  resultOf,
} from '../../../contracts/imports.ts'
import { plainSchema } from '../../../kit/config/json-schema.ts'
import { maskSettings } from '../../../kit/config/secret-settings.ts'
import { Refusal } from '../../../kit/errors.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import type { Input } from '../../../kit/operation.ts'
import type { Context } from '../../../kit/service.ts'
import { definitionSchemas } from '../config.ts'
import type { CheckDefinitions } from '../define-checks.ts'
import { readDefinition } from '../read-definition.ts'
import { planImport } from './plan-import.ts'

type Parts = { readonly definitions: CheckDefinitions } & Pick<Context, 'call' | 'redactor'>

/** Checks are made here, one after the other, as if each had been sent by itself; history belongs to the incidents. */
export async function importFile(
  { definitions, call, redactor }: Parts,
  { format, content, dry_run = false }: Input<typeof ImportFile>['body'],
): Promise<ImportResult> {
  if (format === 'statuspage') return call(ImportStatuspage, { body: { content, dry_run } })
  const { rows, notes } = planImport(
    format,
    content,
    new Set([...definitions.checks.all()].map(({ check }) => check.slug)),
  )
  const shown = (all: readonly ImportRow[]) => all.map(row => withoutSecrets(row, redactor))
  if (dry_run) return resultOf(shown(rows), true, notes)
  const done: ImportRow[] = []
  for (const row of rows) done.push(row.action === 'create' ? await create(definitions, row) : row)
  return resultOf(shown(done), false, notes)
}

/** The answer is shown, and may be kept by whoever asks through a program. */
function withoutSecrets({ check, ...row }: ImportRow, redactor: Redactor): ImportRow {
  if (check === undefined) return row
  const schema = definitionSchemas.get(String(check.kind ?? 'http'))
  return schema ? { ...row, check: maskSettings(plainSchema(schema), check, redactor) } : row
}

/** Something with its name may have been made meanwhile. */
async function create(definitions: CheckDefinitions, row: ImportRow): Promise<ImportRow> {
  try {
    await definitions.create(readDefinition(row.check ?? {}))
    return row
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    return { ...row, action: 'error', reason: thrown.message }
  }
}
