import { type Static, Type } from 'typebox'
import { type Adapter, component, type ReadContext, reading, unreadable } from './reading/adapter.ts'
import { oneLine, states, timeOf } from './reading/fields.ts'
import { parseJson, shape } from './reading/shape.ts'
import { indicatorState } from './statuspage/summary.ts'

/** It looks like Statuspage, and has neither its components nor its incidents. */
const statusShape = shape(
  'the status of Oracle Cloud',
  Type.Object({
    page: Type.Object({ name: Type.String(), updated_at: Type.Optional(Type.String()) }),
    status: Type.Object({ indicator: Type.String(), description: Type.String() }),
  }),
)
/** Source: https://docs.oracle.com/en-us/iaas/Content/General/Concepts/statusserviceapi.htm */
const Regions = Type.Object({
  regionHealthReports: Type.Array(
    Type.Object({
      regionName: Type.String(),
      regionCanonicalName: Type.String(),
      serviceHealthReports: Type.Array(
        Type.Object({
          serviceName: Type.String(),
          serviceCanonicalName: Type.Optional(Type.String()),
          serviceStatus: Type.String(),
        }),
        { minItems: 1 },
      ),
    }),
    { minItems: 1 },
  ),
})
const regionsShape = shape('the health of the regions of Oracle Cloud', Regions)

const stateOf = states({
  NormalPerformance: 'operational',
  Informational: 'operational',
  DegradedPerformance: 'degraded',
  ServiceDisruption: 'partial_outage',
  PartialServiceDisruption: 'partial_outage',
  PartialOutage: 'partial_outage',
  ServiceDown: 'major_outage',
  MajorOutage: 'major_outage',
})

export const oracle: Adapter = {
  kind: 'oracle',
  summary: 'Oracle Cloud Infrastructure',
  url: 'https://ocistatus.oraclecloud.com',
  pace_s: 300,
  ways: page => [[{ url: `${page}/api/v2/components_v2.json` }, { url: `${page}/api/v2/status.json`, optional: true }]],
  read: (documents, context) => {
    const contents = documents.map(parseJson)
    const status = contents.find(content => statusShape.fits(content))
    const others = contents.filter(content => content !== status)
    const [first] = others
    const said = status && {
      source_updated_at: timeOf(status.page.updated_at),
      stated: indicatorState(status.status.indicator, context),
    }
    if (first !== undefined) return { ...readRegions(regionsShape.of(first), context), ...said }
    if (!said) throw unreadable('provider.nothing-fetched')
    return reading(said)
  },
}

function readRegions({ regionHealthReports }: Static<typeof Regions>, context: ReadContext) {
  return reading({
    regions: regionHealthReports.map(({ regionCanonicalName }) => regionCanonicalName),
    components: regionHealthReports.flatMap(region =>
      region.serviceHealthReports.map(service =>
        component({
          id: `${region.regionCanonicalName}/${service.serviceCanonicalName ?? service.serviceName}`,
          name: oneLine(service.serviceName),
          group: oneLine(region.regionName),
          region: region.regionCanonicalName,
          state: stateOf(service.serviceStatus, context),
        }),
      ),
    ),
  })
}
