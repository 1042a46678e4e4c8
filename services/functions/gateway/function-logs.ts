import { on } from 'node:events'
import type { GetFunctionLogs } from '../../../contracts/functions/gateway.ts'
import { notFound } from '../../../contracts/refusals.ts'
import { streamReply } from '../../../kit/http/stream-reply.ts'
import type { Input } from '../../../kit/service/operation.ts'
import type { Reply } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import type { StoredRun } from '../runs/run-store.ts'
import type { WrittenLog } from '../runs/runs.ts'
import { requireNamespace, theNamespace } from './namespace.ts'

type Deps = Pick<Made, 'functions' | 'stored' | 'runs'>
type Wanted = Input<typeof GetFunctionLogs>['query']

/** Runs that are looked through for it, newest first. */
const mostRuns = 1_000
const runsAtOnce = 100
const headers = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }

/** What each run wrote, once it is over. */
export async function functionLogs(deps: Deps, wanted: Wanted): Promise<Reply> {
  requireNamespace(wanted.namespace)
  const { name } = wanted
  if (!deps.functions.get(name)) throw notFound('functions.not-found', { name })
  return streamReply(lines(deps, wanted), headers)
}

async function* lines(deps: Deps, { name, tail = -1, since, follow }: Wanted): AsyncGenerator<string> {
  const ended = follow ? on(deps.runs.calls, 'wrote') : undefined
  try {
    const past = (await runsSince(deps, name, since)).reverse().flatMap(linesOf)
    yield (tail > 0 ? past.slice(-tail) : past).join('')
    if (ended) for await (const [run] of ended) if (run.function === name) yield linesOf(run).join('')
  } finally {
    await ended?.return?.()
  }
}

async function runsSince({ stored }: Deps, name: string, since: string | undefined): Promise<StoredRun[]> {
  const found: StoredRun[] = []
  for (let after: string | undefined; found.length < mostRuns; ) {
    const page = await stored.list({ function: name, limit: runsAtOnce, after })
    found.push(...page)
    after = page.at(-1)?.id
    if (page.length < runsAtOnce || (since !== undefined && (page.at(-1)?.started_at ?? '') < since)) break
  }
  const from = since === undefined ? '' : new Date(since).toISOString()
  return found.filter(({ started_at }) => started_at >= from)
}

function linesOf({ function: name, id, started_at, logs }: WrittenLog): string[] {
  const said = { name, namespace: theNamespace, instance: id, timestamp: started_at }
  return logs
    .split('\n')
    .filter(text => text !== '')
    .map(text => `${JSON.stringify({ ...said, text })}\n`)
}
