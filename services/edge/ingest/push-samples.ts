import type { Columns, PushedSample, PushTelemetry } from '../../../contracts/edge/telemetry.ts'
import { fieldProblem, invalid } from '../../../contracts/refusals.ts'
import type { Output } from '../../../kit/service/operation.ts'
import { invalidFields } from '../../../kit/service/refusals.ts'
import type { Request } from '../../../kit/service/service.ts'
import { clientOf } from '../clients/client-asked.ts'
import { findClient } from '../clients/manage-clients.ts'
import type { Made } from '../deps.ts'
import { type GivenSample, ingestSamples } from './ingest-samples.ts'
import { timeOf } from './sample-time.ts'

type Deps = Parameters<typeof ingestSamples>[0] & Pick<Made, 'clients'>

export async function pushSamples(
  deps: Deps,
  { caller, query, body }: Request<typeof PushTelemetry>,
): Promise<Output<typeof PushTelemetry>> {
  const own = clientOf(caller)
  const asked = own ?? query.client
  if (asked === undefined) throw invalid('edge.no-client')
  const { name: client } = await findClient(deps, asked)
  const now = deps.clock.now()
  const given = (isList(body) ? body : rowsOf(body)).map((one): GivenSample => {
    const { object, metric, value, unit, type } = one
    return { object, metric, value, unit, type, at: momentOf(one.at, now) }
  })
  const { accepted, duplicates, refused } = await ingestSamples(deps, { client, source: 'push' }, given)
  return { accepted, duplicates, refused: [...refused] }
}

const isList = (body: readonly PushedSample[] | Columns): body is readonly PushedSample[] => Array.isArray(body)

function momentOf(at: string | number | undefined, now: number): number | undefined {
  return typeof at === 'string' ? timeOf(at, 'UTC') : (at ?? now)
}

type Row = { readonly [Field in keyof PushedSample]: PushedSample[Field] | undefined } & Pick<
  PushedSample,
  'object' | 'metric'
>

function rowsOf({ object, metric, value, at, unit }: Columns): Row[] {
  const columns = { object, metric, at, unit }
  for (const [name, column] of Object.entries(columns))
    if (Array.isArray(column) && column.length !== value.length)
      throw invalidFields('edge.columns', [
        fieldProblem(`body.${name}`, 'edge.column-length', { length: value.length }),
      ])
  return value.map((one, index) => ({
    object: cellOf(object, index) ?? '',
    metric: cellOf(metric, index) ?? '',
    value: one,
    at: at?.[index],
    unit: cellOf(unit, index),
  }))
}

const cellOf = (column: string | readonly string[] | undefined, index: number): string | undefined =>
  typeof column === 'string' ? column : column?.[index]
