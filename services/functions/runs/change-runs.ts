import type { DeadLetter } from '../../../contracts/functions/runs.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import { reasonFields } from '../../../contracts/messages/words.ts'
import { conflict, notFound } from '../../../contracts/refusals.ts'
import { type Actor, auditWriter } from '../../../kit/audit/audit-record.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import type { StoredJob } from '../../../kit/jobs/job-store.ts'
import type { Made } from '../deps.ts'
import type { StoredRun } from './run-store.ts'

type Deps = Pick<Made, 'store' | 'stored' | 'runs' | 'jobs' | 'publish' | 'clock'>

const recordAudit = auditWriter({ service: 'functions', event: AuditRecorded })
const pages = pagesOf(
  cursorOf('functions.dead-letters', ['text', 'text']),
  ({ done_at, id }: StoredJob) => [done_at ?? '', id] as const,
)

/** With what the first one was given, and what it belongs to. */
export async function replayRun(deps: Deps, actor: Actor, id: string): Promise<StoredRun> {
  const { store, stored, runs } = deps
  return store.transaction(async () => {
    const run = await runOf(deps, id)
    const input = await stored.inputOf(id)
    if (!input) throw conflict('functions.input-not-kept', { id })
    const { function: name, correlation_id } = run
    const replay = await runs.accept({ function: name, trigger: 'replay', input, correlation_id, reference: id })
    await recordAudit(deps, actor, { action: 'run.replayed', id, after: { replay } })
    return runOf(deps, replay)
  })
}

export async function cancelRun(deps: Deps, actor: Actor, id: string): Promise<StoredRun> {
  return deps.store.transaction(async () => {
    if (!(await deps.runs.cancel(await runOf(deps, id)))) throw conflict('functions.run-over', { id })
    await recordAudit(deps, actor, { action: 'run.cancelled', id })
    return runOf(deps, id)
  })
}

export async function listDeadLetters(
  { jobs, stored }: Deps,
  query: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
) {
  const { items, next_cursor } = await pages(query, ({ after, limit }) => {
    const [done_at = '', id = ''] = after ?? []
    return jobs.stored.dead({ before: after && { done_at, id }, limit })
  })
  const runs = new Map((await stored.several(items.map(({ id }) => id))).map(run => [run.id, run]))
  return { next_cursor, items: items.map(job => deadLetterOf(job, runs.get(job.id))) }
}

export async function redriveDeadLetter(deps: Deps, actor: Actor, id: string): Promise<StoredRun> {
  return deps.store.transaction(async () => {
    await deadJobOf(deps, id)
    const run = await runOf(deps, id)
    if (!(await deps.jobs.retry(id))) throw conflict('functions.no-such-function', { name: run.function })
    await recordAudit(deps, actor, { action: 'run.redriven', id })
    return runOf(deps, id)
  })
}

export async function discardDeadLetter(deps: Deps, actor: Actor, id: string): Promise<void> {
  await deps.store.transaction(async () => {
    await deadJobOf(deps, id)
    await deps.jobs.stored.remove([id])
    await recordAudit(deps, actor, { action: 'run.discarded', id })
  })
}

async function runOf({ stored }: Deps, id: string): Promise<StoredRun> {
  const run = await stored.find(id)
  if (!run) throw notFound('functions.run-not-found', { id })
  return run
}

async function deadJobOf({ jobs }: Deps, id: string): Promise<void> {
  const job = await jobs.stored.find(id)
  if (job?.state !== 'dead') throw notFound('functions.no-dead-letter', { id })
}

function deadLetterOf({ id, queue, attempts, done_at, created_at }: StoredJob, run: StoredRun | undefined): DeadLetter {
  return {
    id,
    function: run?.function ?? queue.replace(/^function /, ''),
    attempts,
    dead_at: done_at ?? created_at,
    ...reasonFields(run?.reason ?? null),
    correlation_id: run?.correlation_id ?? id,
  }
}
