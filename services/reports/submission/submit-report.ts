import { v7 as uuid } from 'uuid'
import type { SubmitReport } from '../../../contracts/reports.ts'
import type { RateLimit } from '../../../kit/rate-limit/rate-limit.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { invalid, limited } from '../../../kit/service/errors.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import { plainText } from '../comments/comment.ts'
import type { KnownComponent } from '../copies/known-components.ts'
import type { declareMetrics } from '../history/report-metrics.ts'
import { minuteOf, surgeOf, type Work } from '../work.ts'
import type { Challenges } from './challenge.ts'
import { tallyOf } from './minute-counts.ts'
import { refuseForeignPages } from './origin-check.ts'
import type { Weigher } from './report-weighting.ts'
import { senderOf } from './sender-network.ts'

export type Reception = {
  readonly challenges: Challenges
  readonly limit: RateLimit
  readonly weigher: Weigher
  readonly countReport: ReturnType<typeof declareMetrics>
  readonly comments_accepted: boolean
}

type Submitted = Request<typeof SubmitReport>

export async function submitReport(
  work: Work,
  reception: Reception,
  { body, headers, ip }: Submitted,
): Promise<Output<typeof SubmitReport>> {
  refuseForeignPages(headers, work.wording.public_url)
  const component = work.components.named(body.component)
  const now = work.clock.now()
  const sender = senderOf(ip)
  const wait = reception.limit.take(sender.network)
  if (wait > 0) {
    throw limited('reports.too-many', 'too many reports from your network; wait a moment', {
      retryAfterS: wait,
    })
  }
  const proven = body.proof !== undefined
  if (body.proof) redeem(reception.challenges, body.proof)
  const { id, slug, name } = component
  const answer = { component: { id, slug, name }, accepted_at: iso(now) }
  // A program that filled in every field is thanked as all others are.
  if (body.website) reception.countReport('trapped')
  else await count(work, reception, { body, component, sender, proven, now })
  return answer
}

function redeem(challenges: Challenges, proof: NonNullable<Submitted['body']['proof']>): void {
  const verdict = challenges.redeem(proof)
  if (verdict === 'good') return
  const fields = [{ field: 'body.proof', message: `is ${verdict}; take a new challenge` }]
  throw invalid('reports.bad-proof', `the proof is ${verdict}; take a new challenge`, { fields })
}

type Taken = {
  readonly body: Submitted['body']
  readonly component: KnownComponent
  readonly sender: ReturnType<typeof senderOf>
  readonly proven: boolean
  readonly now: number
}

async function count(work: Work, reception: Reception, { body, component, sender, proven, now }: Taken): Promise<void> {
  const { weigher, countReport } = reception
  const minute = minuteOf(now)
  const component_id = component.id
  const sampled = weigher.isSampled(component_id, now)
  const { since } = surgeOf(work, component_id).surge
  const counted = sampled
    ? weigher.weigh({ component_id, category: body.category, sender, proven, minute, since })
    : null
  countReport(counted ? 'counted' : sampled ? 'repeated' : 'sampled')
  const text = reception.comments_accepted ? plainText(body.comment ?? '') : ''
  const comment = text ? { id: uuid(), at: iso(now), component_id, category: body.category, text } : null
  await work.journal.add({ minute, component_id, tally: counted && tallyOf(counted), comment })
}
