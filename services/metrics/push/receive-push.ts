import { inEnglish, say } from '../../../contracts/messages/words.ts'
import { mostPushed, mostPushedBytes, type Pushed, type PushPoints } from '../../../contracts/metrics/push.ts'
import { invalid } from '../../../contracts/refusals.ts'
import { bodyBytes } from '../../../kit/http/body/parse-body.ts'
import { Reply, type Request } from '../../../kit/service/service.ts'
import { defineTask } from '../../../kit/worker-pool/task.ts'
import type { PointProblem } from '../adapters/reading/source-kind.ts'
import type { Made } from '../deps.ts'
import { problemsOf } from '../polling/take-points.ts'
import { tenant } from '../series/read-points.ts'
import { metricPrefix, sourceLabel } from '../series/series-id.ts'
import { shownProblem } from '../sources/present-source.ts'
import type { SeriesSample } from '../sources/source-state.ts'
import type { Parsed } from './line-protocol.ts'
import { type PushOrder, type PushResult, parsePush } from './parse-push.ts'

type Deps = Pick<Made, 'sources' | 'states' | 'store' | 'telemetry' | 'clock' | 'workers'>

const parsePushTask = defineTask<PushOrder, PushResult>('services/metrics/push/parse-push-task', {
  deadline_ms: 20_000,
  memory_mb: 256,
})
/** What is larger keeps everybody else waiting, so a thread parses it; what is packed may be. */
const smallBytes = 65_536

async function parsed(deps: Pick<Deps, 'workers'>, order: PushOrder): Promise<Parsed> {
  const isSmall = order.bytes.length <= smallBytes && !order.gzip
  const result = isSmall ? parsePush(order) : await deps.workers.run(parsePushTask, order)
  if (!('failed' in result)) return result
  if (result.failed === 'not-gzip') throw invalid('metrics.not-gzip', { limit: mostPushedBytes / 1_048_576 })
  if (result.failed === 'not-json') throw invalid('metrics.not-json', { problem: result.problem ?? '' })
  throw invalid('metrics.no-points')
}

/** Stored, and told exactly: what was sent is accepted, duplicate or refused. */
async function take(deps: Pick<Deps, 'telemetry'>, { samples, problems, refused }: Parsed): Promise<Taken> {
  const appended = await deps.telemetry.append(tenant, samples)
  const further = problemsOf(appended)
  return {
    accepted: appended.accepted,
    duplicates: appended.duplicates,
    refused: refused + further.total,
    problems: [...problems, ...further.list],
  }
}

type Taken = Omit<Pushed, 'problems'> & { readonly problems: readonly PointProblem[] }

export async function pushPoints(deps: Deps, { params, body, headers }: Request<typeof PushPoints>): Promise<Pushed> {
  const { name, definition } = await deps.sources.find(params.id)
  if (definition.kind !== 'push') throw invalid('metrics.not-a-push', { name, kind: definition.kind })
  const now = deps.clock.now()
  const order = {
    form: 'json',
    bytes: bodyBytes(body),
    gzip: isGzip(headers),
    mostBytes: mostPushedBytes,
    order: {
      prefix: metricPrefix(name),
      labels: { ...definition.labels, [sourceLabel]: name },
      now,
      most: mostPushed,
    },
  } as const
  const read = await parsed(deps, order)
  const taken = await take(deps, { ...read, samples: read.samples.map(one => withUnit(one, definition.unit)) })
  await count(deps, name, taken)
  return { ...taken, problems: taken.problems.map(shownProblem) }
}

const withUnit = (sample: SeriesSample, unit: string | null): SeriesSample =>
  unit === null || sample.unit !== undefined ? sample : { ...sample, unit }

async function count({ states, store, clock }: Deps, name: string, taken: Taken): Promise<void> {
  const now = clock.now()
  await store.relaxed(async () => {
    const before = await states.get(name)
    await states.put({
      ...before,
      checked_at: now,
      ok_at: now,
      accepted: before.accepted + taken.accepted,
      duplicates: before.duplicates + taken.duplicates,
      refused: before.refused + taken.refused,
      problems: taken.problems,
    })
  })
}

type Headers = Request<typeof PushPoints>['headers']

const isGzip = (headers: Headers): boolean => /^(x-)?gzip$/i.test(String(headers['content-encoding'] ?? '').trim())

type Lines = { readonly body: unknown; readonly headers: Headers; readonly precision: string; readonly bucket: string }

/** As InfluxDB answers: nothing when all was taken, else what the first reasons are. What could be taken is. */
export async function writeLines(deps: Deps, { body, headers, precision, bucket }: Lines): Promise<Reply> {
  const order = {
    form: 'lines',
    bytes: bodyBytes(body),
    gzip: isGzip(headers),
    mostBytes: mostPushedBytes,
    order: {
      precision,
      now: deps.clock.now(),
      labels: bucket === '' ? {} : { [sourceLabel]: bucket.split('/')[0] ?? bucket },
      most: mostPushed,
    },
  } as const
  const { accepted, duplicates, refused, problems } = await take(deps, await parsed(deps, order))
  if (refused === 0) return new Reply('', {}, 204)
  const told = problems.map(({ reason, index }) => inEnglish(say('line.at', { line: index + 1, reason }))).join('; ')
  const message = `partial write: ${told} dropped=${refused}`
  const answer = { error: message, code: 'invalid', message, accepted, duplicates, refused }
  return new Reply(JSON.stringify(answer), { 'content-type': 'application/json; charset=utf-8' }, 400)
}
