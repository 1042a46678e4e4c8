import { Reply } from '../../../kit/service/service.ts'
import { readRemoteWrite } from '../remote-write/read-remote-write.ts'
import type { Malformed } from '../remote-write/remote-write.ts'
import { tenant } from '../series/read-points.ts'
import type { MetadataCache } from './metadata-cache.ts'
import type { PrometheusDeps } from './prometheus-deps.ts'

type Deps = Pick<PrometheusDeps, 'telemetry' | 'workers'>

const text = { 'content-type': 'text/plain; charset=utf-8' }

/** For the logs of whoever sent it. */
const reasons: Readonly<Record<Malformed['malformed'], string>> = {
  'not-snappy': 'snappy: corrupt input',
  'too-large': 'the decompressed request is larger than 16 MiB',
  'not-protobuf': 'proto: this is no prometheus.WriteRequest',
  'too-many': 'the request holds too many series, labels or samples',
}

/**
 * Answers once all of it is on the disk. A sender tries again after 5xx and gives up after 4xx, so what will never be taken is
 * a 400. A NaN is no reason: every summary without observations has some, and they are left out and counted.
 */
export async function receiveWrite(deps: Deps, metadata: MetadataCache, body: Uint8Array): Promise<Reply> {
  const decoded = await readRemoteWrite(body, deps.workers)
  if ('malformed' in decoded) return new Reply(`${reasons[decoded.malformed]}\n`, text, 400)
  metadata.keep(decoded.metadata)
  const { refused } = await deps.telemetry.append(tenant, decoded.samples)
  const wrong = refused.filter(({ reason }) => reason !== 'not-a-number')
  if (wrong.length === 0) return new Reply('', {}, 204)
  const counts = Object.entries(Object.groupBy(wrong, ({ reason }) => reason))
  const told = counts.map(([reason, some = []]) => `${reason}: ${some.length}`).join(', ')
  return new Reply(`${wrong.length} of ${decoded.samples.length} samples were refused (${told})\n`, text, 400)
}
