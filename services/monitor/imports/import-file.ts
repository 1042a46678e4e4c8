import { type ImportResult, type ImportRow, ImportStatuspage, resultOf } from '../../../contracts/imports.ts'
import { plainSchema } from '../../../kit/config/schema/json-schema.ts'
import { maskSettings } from '../../../kit/config/secret-settings.ts'
import { bodyBytes } from '../../../kit/http/body/parse-body.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import type { Context } from '../../../kit/service/service.ts'
import { mapInTurns } from '../../../kit/worker-pool/map-in-turns.ts'
import { defineTask } from '../../../kit/worker-pool/task.ts'
import { definitionSchemas } from '../config.ts'
import type { CheckDefinitions } from '../definitions/check-registry.ts'
import { readDefinition } from '../definitions/read-definition.ts'
import type { ImportPlan } from './plan-import.ts'

export type ImportOrder = { readonly body: Uint8Array; readonly watched: readonly string[] }
/** Some of the rows; `history`: the body of the order to those who keep incidents. */
export type ImportPart = ({ readonly dry_run: boolean } & ImportPlan) | { readonly history: Uint8Array }

const readImport = defineTask<ImportOrder, ImportPart>('services/monitor/imports/read-import-task')

type Parts = { readonly definitions: CheckDefinitions } & Pick<Context, 'call' | 'redactor' | 'workers'>

/** Checks are made here, as if each had been sent by itself; history belongs to the incidents. */
export async function importFile(parts: Parts, body: unknown): Promise<ImportResult> {
  const { definitions, call, redactor, workers } = parts
  const watched = [...definitions.checks.all()].map(({ check }) => check.slug)
  const done = { dry_run: false, rows: [] as ImportRow[], notes: [] as string[], history: null as Uint8Array | null }
  await workers.parts(readImport, { body: bodyBytes(body), watched }, async part => {
    if ('history' in part) done.history = part.history
    else {
      done.dry_run = part.dry_run
      done.notes.push(...part.notes)
      const rows = part.dry_run ? part.rows : await create(definitions, part.rows)
      done.rows.push(...(await mapInTurns(rows, row => withoutSecrets(row, redactor))))
    }
  })
  if (done.history) return call(ImportStatuspage, { body: done.history })
  return resultOf(done.rows, done.dry_run, done.notes)
}

/** The answer is shown, and may be kept by whoever asks through a program. */
function withoutSecrets({ check, ...row }: ImportRow, redactor: Redactor): ImportRow {
  if (check === undefined) return row
  const schema = definitionSchemas.get(String(check.kind ?? 'http'))
  return schema ? { ...row, check: maskSettings(plainSchema(schema), check, redactor) } : row
}

/** Something with its name may have been made meanwhile. */
async function create(definitions: CheckDefinitions, rows: readonly ImportRow[]): Promise<readonly ImportRow[]> {
  const wanted = rows.filter(({ action }) => action === 'create')
  const refusals = await definitions.createAll(wanted.map(({ check }) => readDefinition(check ?? {})))
  const reasons = new Map(wanted.map((row, at) => [row, refusals[at]?.message]))
  return rows.map(row => {
    const reason = reasons.get(row)
    return reason === undefined ? row : { ...row, action: 'error', reason }
  })
}
