import type { ListAnomalies } from '../../../contracts/edge/anomalies.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import { clientAsked } from '../clients/client-asked.ts'
import type { Made } from '../deps.ts'
import { type StoredAnomaly, shown } from './anomaly.ts'

const pages = pagesOf(cursorOf('edge.anomalies', 'text'), ({ id }: StoredAnomaly) => id)

/** Newest first. */
export async function listAnomalies(
  { anomalies }: Pick<Made, 'anomalies'>,
  { caller, query }: Request<typeof ListAnomalies>,
): Promise<Output<typeof ListAnomalies>> {
  const { object, active } = query
  const client = clientAsked(caller, query.client)
  const page = await pages(query, from => anomalies.list({ client, object, active, ...from }))
  return { items: page.items.map(shown), next_cursor: page.next_cursor }
}
