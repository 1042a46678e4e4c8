import { type ImportResult, type ImportRow, ImportStatuspage, resultOf } from '../../../contracts/imports.ts'
import type { Message } from '../../../contracts/messages/words.ts'
import { bodyBytes } from '../../../kit/http/body/parse-body.ts'
import type { Context } from '../../../kit/service/service.ts'
import { mapInTurns } from '../../../kit/worker-pool/map-in-turns.ts'
import { defineTask } from '../../../kit/worker-pool/task.ts'
import type { CheckRegistry } from '../definitions/check-registry.ts'
import { readDefinition } from '../definitions/read-definition.ts'
import { maskedSettings } from '../definitions/secrets.ts'
import type { ImportPlan } from './plan-import.ts'

export type ImportOrder = { readonly body: Uint8Array; readonly watched: readonly string[] }
/** Some of the rows; `history`: the body of the order to those who keep incidents. */
export type ImportPart = ({ readonly dry_run: boolean } & ImportPlan) | { readonly history: Uint8Array }

const readImport = defineTask<ImportOrder, ImportPart>('services/monitor/imports/read-import-task')

type Deps = { readonly registry: CheckRegistry } & Pick<Context, 'call' | 'redactor' | 'workers'>

/** Checks are made here, as if each had been sent by itself; history belongs to the incidents. */
export async function importFile({ registry, call, redactor, workers }: Deps, body: unknown): Promise<ImportResult> {
  const watched = [...registry.checks.all()].map(({ check }) => check.slug)
  const done = { dry_run: false, rows: [] as ImportRow[], notes: [] as Message[], history: null as Uint8Array | null }
  // The answer is shown, and may be kept by whoever asks through a program.
  const withoutSecrets = ({ check, ...row }: ImportRow): ImportRow =>
    check === undefined ? row : { ...row, check: maskedSettings(String(check.kind ?? 'http'), check, redactor) }
  await workers.parts(readImport, { body: bodyBytes(body), watched }, async part => {
    if ('history' in part) done.history = part.history
    else {
      done.dry_run = part.dry_run
      done.notes.push(...part.notes)
      const rows = part.dry_run ? part.rows : await create(registry, part.rows)
      done.rows.push(...(await mapInTurns(rows, withoutSecrets)))
    }
  })
  if (done.history) return call(ImportStatuspage, { body: done.history })
  return resultOf(done.rows, done.dry_run, done.notes)
}

async function create(registry: CheckRegistry, rows: readonly ImportRow[]): Promise<readonly ImportRow[]> {
  const wanted = rows.filter(({ action }) => action === 'create')
  const refusals = await registry.createAll(wanted.map(({ check }) => readDefinition(check ?? {})))
  const refusalOf = new Map(wanted.map((row, at) => [row, refusals[at]]))
  return rows.map(row => {
    const refusal = refusalOf.get(row)
    return refusal
      ? { ...row, action: 'error', reason: refusal.message, reason_i18n: refusal.detail_i18n ?? null }
      : row
  })
}
