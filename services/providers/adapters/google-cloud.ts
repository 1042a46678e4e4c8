import { type Static, Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { type Adapter, type Component, healthy, incident, type ReadContext, reading } from './reading/adapter.ts'
import { latestOf, oneLine, plainText, states, timeOf } from './reading/fields.ts'
import { parseJson, shape, text } from './reading/shape.ts'

const Titled = Type.Object({ id: Type.String(), title: Type.String() })
const GoogleUpdate = Type.Object({ when: Type.String(), modified: text, status: Type.String(), text })
const GoogleIncident = Type.Object({
  id: Type.String(),
  begin: Type.String(),
  end: text,
  modified: Type.String(),
  external_desc: Type.String(),
  updates: Type.Array(GoogleUpdate),
  most_recent_update: GoogleUpdate,
  status_impact: Type.String(),
  severity: Type.String(),
  service_name: Type.String(),
  affected_products: Type.Array(Titled),
  currently_affected_locations: Type.Optional(Type.Array(Titled)),
  previously_affected_locations: Type.Optional(Type.Array(Titled)),
  uri: text,
})
type GoogleIncident = Static<typeof GoogleIncident>
/** Source: https://status.cloud.google.com/incidents.schema.json */
const incidentsShape = shape('a list of incidents of Google', Type.Array(GoogleIncident, { minItems: 1 }))
const productsShape = shape('a list of products of Google', Type.Object({ products: Type.Array(Titled) }))

/** "Available" says that an incident which is not closed yet does no harm any more. */
const impactOf = states({
  SERVICE_OUTAGE: 'major_outage',
  SERVICE_DISRUPTION: 'partial_outage',
  SERVICE_INFORMATION: 'operational',
  AVAILABLE: 'operational',
})

const keptMs = 90 * 86_400_000
const host = 'https://status.cloud.google.com'

export const googleCloud: Adapter = {
  kind: 'google-cloud',
  summary: 'Google Cloud, and Google Workspace at https://www.google.com/appsstatus/dashboard',
  url: host,
  pace_s: 120,
  ways: page => [[{ url: `${page}/incidents.json` }, { url: `${page}/products.json`, optional: true }]],
  read: (documents, context) => {
    const contents = documents.map(parseJson)
    const products = contents.find(content => productsShape.fits(content))
    const others = contents.filter(content => content !== products)
    const components = (products?.products ?? []).map(productComponent)
    if (others.length > 0) return readIncidents(incidentsShape.of(others[0]), components, context)
    return reading({ components, decided_by: 'incidents', doubts: [say('provider.only-products')] })
  },
}

const productComponent = ({ id, title }: Static<typeof Titled>): Component => healthy(oneLine(title), id)

function readIncidents(all: readonly GoogleIncident[], components: readonly Component[], context: ReadContext) {
  const locations = all.flatMap(one => locationsOf(one, 'ever'))
  const products = all.flatMap(({ affected_products }) => affected_products)
  const listed = new Set(components.map(({ id }) => id))
  const more = new Map(
    products.filter(({ id }) => !listed.has(id)).map(product => [product.id, productComponent(product)]),
  )
  return reading({
    decided_by: 'incidents',
    source_updated_at: latestOf(...all.map(({ modified }) => timeOf(modified))),
    components: [...components, ...more.values()],
    regions: [...new Set(locations)],
    // A rolling history of years.
    incidents: all.filter(one => isRunning(one) || isRecent(one, context)).map(one => readIncident(one, context)),
  })
}

const isRunning = ({ end }: GoogleIncident): boolean => end === null || end === undefined

const isRecent = ({ modified }: GoogleIncident, { now }: ReadContext): boolean =>
  now - Date.parse(timeOf(modified) ?? '') < keptMs

function readIncident(one: GoogleIncident, context: ReadContext) {
  const resolved_at = timeOf(one.end)
  const recent = one.most_recent_update.status
  const impact = impactOf(recent, context)
  const open = isRunning(one)
  const phase = !open ? 'resolved' : recent === 'AVAILABLE' ? 'monitoring' : 'investigating'
  return incident({
    id: one.id,
    title: titleOf(one.external_desc) || oneLine(one.service_name),
    phase,
    // Once it is over its last update says "available"; what it was is more telling.
    impact: open ? impact : impactOf(one.status_impact, context),
    started_at: timeOf(one.begin),
    updated_at: latestOf(timeOf(one.modified), timeOf(one.most_recent_update.when)),
    resolved_at,
    url: one.uri ? `${one.uri.startsWith('http') ? '' : `${host}/`}${one.uri}` : null,
    components: one.affected_products.map(({ title }) => oneLine(title)),
    regions: locationsOf(one, open ? 'now' : 'ever'),
    updates: one.updates.slice(0, 20).map(update => ({ at: timeOf(update.when), phase, text: plainText(update.text) })),
  })
}

/** Its descriptions are Markdown; in Workspace they begin with a heading that says "Title". */
function titleOf(description: string): string {
  const lines = plainText(description).split('\n')
  const first = lines.find(line => !/^\**\s*title\s*\**$/i.test(line)) ?? ''
  return oneLine(first.replace(/^[#*\s]+|\*+$/g, ''))
}

function locationsOf(one: GoogleIncident, when: 'now' | 'ever'): string[] {
  const now = one.currently_affected_locations ?? []
  const before = when === 'ever' ? (one.previously_affected_locations ?? []) : []
  return [...now, ...before].map(({ id }) => id).filter(id => id !== 'global')
}
