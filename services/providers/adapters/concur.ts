import { type Static, Type } from 'typebox'
import { type Adapter, component, type Document, incident, type ReadContext, reading } from './reading/adapter.ts'
import { oneLine, plainText, states } from './reading/fields.ts'
import { parseJson, shape } from './reading/shape.ts'

const Banner = Type.Object({
  success: Type.Literal(true),
  data: Type.Object({ display: Type.Boolean(), text: Type.Object({ en: Type.String() }) }),
})
const bannerShape = shape('the banner of SAP Concur', Banner)
/** Of one data center, by service. Its `success` is false, whatever it tells. */
const Services = Type.Object({
  data: Type.Record(
    Type.String(),
    Type.Object({ Service: Type.String(), 'Current Status': Type.Object({ status: Type.String() }) }),
    { minProperties: 1 },
  ),
})
const servicesShape = shape('the services of SAP Concur', Services)

const stateOf = states({
  normal: 'operational',
  information: 'operational',
  maintenance: 'maintenance',
  degradation: 'degraded',
  disruption: 'partial_outage',
  outage: 'major_outage',
})

const address = 'https://open.concur.com/api/open/status_history?data_center=us2&utc_offset=-0500'

export const concur: Adapter = {
  kind: 'concur',
  summary: 'SAP Concur: the services of one data center, or the banner of its page',
  url: address,
  read: ([document], context) => {
    const content = parseJson(document)
    if (!bannerShape.fits(content)) return readServices(servicesShape.of(content), document, context)
    const { data } = content
    return reading({ decided_by: 'incidents', guessed: true, incidents: data.display ? [readAlert(data)] : [] })
  },
}

function readServices({ data }: Static<typeof Services>, { url }: Document, context: ReadContext) {
  const region = new URL(url).searchParams.get('data_center')?.toUpperCase() ?? null
  return reading({
    regions: region === null ? [] : [region],
    components: Object.values(data).map(service => {
      const name = oneLine(service.Service)
      const state = stateOf(service['Current Status'].status, context)
      return component({ id: region === null ? name : `${region}/${name}`, name, region, state })
    }),
  })
}

/** The text is always there; only while it is displayed does it mean something. */
function readAlert({ text }: Static<typeof Banner>['data']) {
  return incident({
    id: 'banner',
    title: oneLine(text.en),
    phase: 'investigating',
    impact: 'degraded',
    url: 'https://open.concur.com',
    updates: [{ at: null, phase: 'investigating', text: plainText(text.en) }],
  })
}
