import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { invalid } from '../../../contracts/refusals.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import { validator } from '../../../kit/service/validation.ts'
import type { Made } from '../deps.ts'
import { type GivenSample, ingestSamples } from '../ingest/ingest-samples.ts'
import { linkAsking } from './admit-edge.ts'
import { ForwardedSamples, type ForwardSamples, type ReportEdgeLink } from './port-operations.ts'

type Deps = Parameters<typeof ingestSamples>[0] & Pick<Made, 'links' | 'store'>
type Answer = Output<typeof ForwardSamples>
type Series = ForwardedSamples['series'][number]

const unpack = promisify(gunzip)
const mostUnpacked = 16 * 1_048_576
const check = validator(ForwardedSamples, 'body')

/** What an edge passes on, each value judged by itself: a wrong one costs the others nothing. */
export async function receiveSamples(
  deps: Deps,
  { certificate, body, headers }: Request<typeof ForwardSamples>,
): Promise<Answer> {
  const link = await linkAsking(deps, certificate)
  const { client, series, samples } = await read(body as Buffer, headers['content-encoding'] === 'gzip')
  const isOwn = link.clients.includes(client)
  const answer = isOwn
    ? await ingestAll(deps, { client, edge: link.edge }, { series, samples })
    : { accepted: 0, duplicates: 0, refused: samples.length > 0 ? { 'not-its-client': samples.length } : {} }
  await count(deps, link.edge, answer)
  return answer
}

export async function receiveReport(
  deps: Deps,
  { certificate, body }: Request<typeof ReportEdgeLink>,
): Promise<Output<typeof ReportEdgeLink>> {
  const { edge } = await linkAsking(deps, certificate)
  await deps.store.transaction(async () => {
    const link = await linkAsking(deps, certificate)
    await deps.links.put({ ...link, report: JSON.stringify(body), last_contact_at: iso(deps.clock.now()) })
  })
  return { edge }
}

async function read(bytes: Buffer, isPacked: boolean): Promise<ForwardedSamples> {
  try {
    const text = isPacked ? await unpack(bytes, { maxOutputLength: mostUnpacked }) : bytes
    const checked = check(JSON.parse(text.toString()))
    if ('value' in checked) return checked.value as ForwardedSamples
  } catch {
    // What cannot be read is told like what has another form.
  }
  throw invalid('edge.bad-batch')
}

type From = { readonly client: string; readonly edge: string }

/** Series by series of one source: the rest of what they are stands in each value. */
async function ingestAll(
  deps: Deps,
  { client, edge }: From,
  { series, samples }: Pick<ForwardedSamples, 'series' | 'samples'>,
): Promise<Answer> {
  const refused: Record<string, number> = {}
  const refuse = (reason: string) => {
    refused[reason] = (refused[reason] ?? 0) + 1
  }
  const groups = new Map<string, { series: Series; given: GivenSample[] }>()
  for (const [index, at, value] of samples) {
    const one = series[Number(index)]
    if (!one) {
      refuse('bad-series')
      continue
    }
    const key = JSON.stringify([one.source, one.history ?? false, one.app ?? ''])
    const group = groups.get(key) ?? { series: one, given: [] }
    groups.set(key, group)
    const { object, metric, unit, type } = one
    group.given.push({ object, metric, unit, type, value, at: typeof at === 'number' ? at : undefined })
  }
  let [accepted, duplicates] = [0, 0]
  for (const { series: one, given } of groups.values()) {
    const labels = { edge, ...(one.app === undefined ? {} : { app: one.app }) }
    const batch = { client, source: one.source, history: one.history ?? false, labels }
    const answer = await ingestSamples(deps, batch, given)
    accepted += answer.accepted
    duplicates += answer.duplicates
    for (const { reason } of answer.refused) refuse(reason)
  }
  return { accepted, duplicates, refused }
}

async function count(deps: Pick<Deps, 'links' | 'store' | 'clock'>, edge: string, answer: Answer): Promise<void> {
  await deps.store.transaction(async () => {
    const link = await deps.links.find(edge)
    if (!link) return
    const refused = Object.values(answer.refused).reduce((sum, one) => sum + one, 0)
    await deps.links.put({
      ...link,
      accepted: link.accepted + answer.accepted,
      duplicates: link.duplicates + answer.duplicates,
      refused: link.refused + refused,
      last_contact_at: iso(deps.clock.now()),
    })
  })
}
