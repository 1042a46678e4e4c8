import type { SelectSeries } from '../../../contracts/edge/telemetry.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { type Matcher, matching } from '../../../kit/telemetry/series/matcher.ts'
import type { Made } from '../deps.ts'

/** Of all clients; each series has the label `client` beside its own. */
export async function selectSeries(
  { telemetry, devices }: Pick<Made, 'telemetry' | 'devices'>,
  { matchers, from, to, step }: Input<typeof SelectSeries>['body'],
): Promise<Output<typeof SelectSeries>> {
  const isClients = (one: Matcher) => one.label === 'client'
  const ofClient = matching(matchers.filter(isClients))
  const ofSeries = matchers.filter(one => !isClients(one))
  const series: Output<typeof SelectSeries>['series'] = []
  for (const client of devices.clients()) {
    if (!ofClient({ name: '', labels: { client } })) continue
    const range = step === undefined ? { from, to } : { from, to, step }
    for (const { name, labels, unit, points } of await telemetry.query({ tenant: client, match: ofSeries, ...range }))
      if (points.length > 0)
        series.push({
          labels: { ...labels, __name__: name, client },
          unit,
          times: points.map(([at]) => Number(at)),
          values: points.map(([, value]) => value ?? null),
        })
  }
  return { series }
}
