import { ChangeRequestChanged } from '../../../contracts/flag-governance.ts'
import { fact } from '../../../kit/service/event.ts'
import { placeName, placeOf } from '../definitions/flag.ts'
import type { Work } from '../work.ts'
import { presentRequest, type StoredRequest } from './change-request.ts'

/** In the running transaction: whoever looks at what waits is told of it. */
export async function keepRequest(work: Work, request: StoredRequest): Promise<void> {
  await work.requests.put(request)
  const { before: _before, after: _after, ...facts } = presentRequest(request)
  await work.publish(fact(ChangeRequestChanged, `${placeName(placeOf(request))}/${request.key}`, facts))
}
