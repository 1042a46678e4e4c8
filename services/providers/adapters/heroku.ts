import { type Static, Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import {
  type Adapter,
  component,
  incident,
  maintenance,
  type ReadContext,
  reading,
  unreadable,
} from './reading/adapter.ts'
import { latestOf, oneLine, plainText, states, timeOf } from './reading/fields.ts'
import { parseJson, shape, text } from './reading/shape.ts'
import {
  instanceComponents,
  TrustIncident,
  TrustInstance,
  TrustMaintenance,
  trustIncident,
  trustMaintenance,
} from './salesforce/trust.ts'

const HerokuIncident = Type.Object({
  id: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
  title: Type.String(),
  created_at: Type.String(),
  updated_at: text,
  full_url: text,
  updates: Type.Optional(Type.Array(Type.Object({ contents: text, update_type: text, updated_at: text }))),
})
/** Source: the status page of Heroku, api/v4. It is going away; then the same is told by Salesforce Trust. */
const Current = Type.Object({
  status: Type.Array(Type.Object({ system: Type.String(), status: Type.String() }), { minItems: 1 }),
  incidents: Type.Array(HerokuIncident),
  scheduled: Type.Array(HerokuIncident),
})
const currentShape = shape('the current status of Heroku', Current)
const instancesShape = shape('the instances of Salesforce Trust', Type.Array(TrustInstance, { minItems: 1 }))
const incidentsShape = shape('the incidents of Salesforce Trust', Type.Array(TrustIncident))
const maintenancesShape = shape('the maintenances of Salesforce Trust', Type.Array(TrustMaintenance))

const stateOf = states({ green: 'operational', yellow: 'degraded', red: 'major_outage', blue: 'maintenance' })

const trust = 'https://api.status.salesforce.com/v1'

export const heroku: Adapter = {
  kind: 'heroku',
  summary: 'Heroku',
  url: 'https://status.heroku.com',
  ways: page => [
    [{ url: `${page}/api/v4/current-status` }],
    [
      { url: `${trust}/instances?products=Heroku` },
      { url: `${trust}/incidents/active` },
      { url: `${trust}/maintenances?limit=10&offset=0&product=Heroku`, optional: true },
    ],
  ],
  read: (documents, context) => {
    const contents = documents.map(parseJson)
    const [only] = contents
    if (contents.length === 1 && !Array.isArray(only)) return readCurrent(currentShape.of(only), context)
    return readTrust(contents, context)
  },
}

function readCurrent({ status, incidents, scheduled }: Static<typeof Current>, context: ReadContext) {
  return reading({
    components: status.map(one =>
      component({ id: one.system, name: oneLine(one.system), state: stateOf(one.status, context) }),
    ),
    incidents: incidents.map(readIncident),
    maintenances: scheduled.map(one =>
      maintenance({
        id: String(one.id ?? one.title),
        title: oneLine(one.title),
        phase: 'scheduled',
        starts_at: timeOf(one.created_at),
        url: one.full_url ?? null,
      }),
    ),
  })
}

function readIncident(one: Static<typeof HerokuIncident>) {
  const updates = one.updates ?? []
  return incident({
    id: String(one.id ?? `${one.title} ${one.created_at}`),
    title: oneLine(one.title),
    phase: 'investigating',
    impact: 'degraded',
    started_at: timeOf(one.created_at),
    updated_at: latestOf(timeOf(one.created_at), timeOf(one.updated_at), ...updates.map(u => timeOf(u.updated_at))),
    url: one.full_url ?? null,
    updates: updates.map(update => ({
      at: timeOf(update.updated_at),
      phase: 'investigating',
      text: plainText(update.contents),
    })),
  })
}

/** The list of incidents is that of all Salesforce: only those count that touch something of Heroku's. */
function readTrust(contents: readonly unknown[], context: ReadContext) {
  const lists = contents.filter(content => !(Array.isArray(content) && content.length === 0))
  const instances = lists.find(content => instancesShape.fits(content)) ?? []
  const incidents = lists.find(content => incidentsShape.fits(content)) ?? []
  const maintenances = lists.find(content => maintenancesShape.fits(content)) ?? []
  const known = [instances, incidents, maintenances]
  if (lists.length === 0 || lists.some(list => !known.some(one => one === list))) {
    throw unreadable('provider.not-heroku')
  }
  const components = instanceComponents(instances, context)
  const services = instances.flatMap(({ Services = [] }) => Services.map(({ key }) => key))
  const own = new Set([...components.map(({ id }) => id), ...services])
  const isOwn = ({ instanceKeys, serviceKeys }: TrustIncident) =>
    [...instanceKeys, ...serviceKeys].some(key => own.has(key) || /^Heroku/.test(key))
  return reading({
    components,
    regions: [...new Set(components.flatMap(({ region }) => region ?? []))],
    decided_by: components.length > 0 ? 'components' : 'incidents',
    incidents: incidents.filter(isOwn).map(one => ({ ...trustIncident(one, context), components: [] })),
    maintenances: maintenances.map(one => trustMaintenance(one, context)),
    doubts: components.length === 0 ? [say('provider.no-instance')] : [],
  })
}
