import { v7 as uuid } from 'uuid'
import { fieldProblem, forbidden, invalid, limited } from '../../../contracts/refusals.ts'
import type { SubmitReport } from '../../../contracts/reports.ts'
import { isFromForeignPage } from '../../../kit/auth/foreign-page.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import { minuteOf } from '../baselines/baseline.ts'
import { plainText } from '../comments/comment.ts'
import type { Made } from '../deps.ts'
import type { Challenges } from './challenge.ts'
import { countsOf } from './minute-counts.ts'
import { senderOf } from './sender.ts'

type Deps = Pick<Made, 'clock' | 'wording' | 'components' | 'surges' | 'journal' | 'challenges' | 'limit'> &
  Pick<Made, 'weighting' | 'countReport' | 'acceptsComments'>

type Submitted = Request<typeof SubmitReport>

export async function submitReport(deps: Deps, { body, headers, ip }: Submitted): Promise<Output<typeof SubmitReport>> {
  if (isFromForeignPage(headers, deps.wording.public_url)) {
    throw forbidden('reports.foreign-page')
  }
  const { id, slug, name } = deps.components.named(body.component)
  const now = deps.clock.now()
  const wait = deps.limit.take(senderOf(ip).network)
  if (wait > 0) {
    throw limited('reports.too-many', {}, { retryAfterS: wait })
  }
  if (body.proof) redeem(deps.challenges, body.proof)
  // A program that filled in every field is thanked as all others are.
  if (body.website) deps.countReport('trapped')
  else await recordReport(deps, body, { component_id: id, ip, now })
  return { component: { id, slug, name }, accepted_at: iso(now) }
}

function redeem(challenges: Challenges, proof: NonNullable<Submitted['body']['proof']>): void {
  const verdict = challenges.redeem(proof)
  if (verdict === 'good') return
  const fields = [fieldProblem('body.proof', 'problem.proof', { verdict })]
  throw invalid('reports.bad-proof', { verdict }, { fields })
}

type Origin = { readonly component_id: string; readonly ip: string; readonly now: number }

async function recordReport(deps: Deps, body: Submitted['body'], { component_id, ip, now }: Origin): Promise<void> {
  const { weighting, countReport } = deps
  const { category, proof } = body
  const minute = minuteOf(now)
  const sampled = weighting.isSampled(component_id, now)
  const { since } = deps.surges.get(component_id).surge
  const report = { component_id, category, sender: senderOf(ip), proven: proof !== undefined, minute, since }
  const counted = sampled ? weighting.weigh(report) : null
  countReport(counted ? 'counted' : sampled ? 'repeated' : 'sampled')
  const text = deps.acceptsComments() ? plainText(body.comment ?? '') : ''
  const comment = text ? { id: uuid(), at: iso(now), component_id, category, text } : null
  await deps.journal.add({ minute, component_id, counts: counted && countsOf(counted), comment })
}
