import type { GetClientStatistics, GetProcessedData } from '../../../contracts/edge/devices.ts'
import { fieldProblem } from '../../../contracts/refusals.ts'
import { invalidFields } from '../../../kit/service/refusals.ts'
import { Reply, type Request } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import { clientStatistics, objectStatistics } from './read-statistics.ts'
import { unauthorized } from './unauthorized.ts'

type Deps = Parameters<typeof objectStatistics>[0] & Pick<Made, 'keys'>
type Asked<Op> = Pick<Request<Op>, 'query' | 'headers' | 'ip'>

/** Of the client that the key says; nothing of the query is looked at before. */
export async function processedData(
  deps: Deps,
  { query, headers, ip }: Asked<typeof GetProcessedData>,
): Promise<Reply> {
  const client = deps.keys.clientOfHeader(headers['x-api-key'], ip)
  if (client === undefined) return unauthorized()
  const { object_id } = query
  if (typeof object_id !== 'string' || object_id === '')
    throw invalidFields('edge.no-object', [fieldProblem('query.object_id', 'field.required')])
  return json(await objectStatistics(deps, client, object_id))
}

export async function statisticsOfClient(
  deps: Deps,
  { headers, ip }: Pick<Asked<typeof GetClientStatistics>, 'headers' | 'ip'>,
): Promise<Reply> {
  const client = deps.keys.clientOfHeader(headers['x-api-key'], ip)
  return client === undefined ? unauthorized() : json(await clientStatistics(deps, client))
}

const json = (value: object): Reply =>
  new Reply(JSON.stringify(value), { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
