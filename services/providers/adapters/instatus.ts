import { type Static, Type } from 'typebox'
import type { ProviderState } from '../../../contracts/providers.ts'
import {
  type Adapter,
  component,
  type Document,
  incident,
  maintenance,
  type ReadContext,
  reading,
  unreadable,
} from './reading/adapter.ts'
import { flightOf, valueAt, wholePage } from './reading/embedded-json.ts'
import { oneLine, phases, states, timeOf } from './reading/fields.ts'
import { decode, parseJson, shape, text } from './reading/shape.ts'

const Name = Type.Union([Type.String(), Type.Object({ default: Type.String() })])
const InstatusComponent = Type.Object({
  id: Type.String(),
  name: Name,
  status: Type.String(),
  isParent: Type.Optional(Type.Boolean()),
  group: Type.Optional(Type.Unknown()),
})
const Event = Type.Object({
  id: text,
  name: Name,
  started: text,
  start: text,
  status: Type.String(),
  impact: text,
  updatedAt: text,
  url: text,
  duration: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()])),
})
/** Sources: https://instatus.com/help/api/public-data, and captured pages. */
const summaryShape = shape(
  'a summary of Instatus',
  Type.Object({
    page: Type.Object({ name: Name, url: Type.String(), status: Type.String() }),
    activeIncidents: Type.Optional(Type.Array(Event)),
    activeMaintenances: Type.Optional(Type.Array(Event)),
    components: Type.Optional(Type.Array(InstatusComponent)),
  }),
)
const componentsShape = shape('the components of Instatus', Type.Object({ components: Type.Array(InstatusComponent) }))
const siteShape = shape(
  'a page of Instatus',
  Type.Object({ name: Name, status: Type.String(), components: Type.Array(InstatusComponent) }),
)

const pageState = states({ UP: 'operational', HASISSUES: 'degraded', UNDERMAINTENANCE: 'maintenance' })
const stateOf = states({
  OPERATIONAL: 'operational',
  UNDERMAINTENANCE: 'maintenance',
  DEGRADEDPERFORMANCE: 'degraded',
  PARTIALOUTAGE: 'partial_outage',
  MINOROUTAGE: 'partial_outage',
  MAJOROUTAGE: 'major_outage',
})
const phaseOf = phases({
  INVESTIGATING: 'investigating',
  IDENTIFIED: 'identified',
  MONITORING: 'monitoring',
  RESOLVED: 'resolved',
  NOTSTARTEDYET: 'scheduled',
  INPROGRESS: 'in_progress',
  VERIFYING: 'verifying',
  COMPLETED: 'completed',
})

export const instatus: Adapter = {
  kind: 'instatus',
  summary: 'Status pages of Instatus',
  url: null,
  ways: page => [
    [{ url: `${page}/summary.json` }, { url: `${page}/v2/components.json`, optional: true }],
    [{ url: page }],
  ],
  read: (documents, context) => {
    const parts = documents.map(document => readOne(document, context))
    const summary = parts.find(part => part.stated !== null)
    if (!summary) throw unreadable('provider.only-components')
    const components = parts.flatMap(part => part.components)
    return { ...summary, components, decided_by: components.length > 0 ? 'components' : 'incidents' }
  },
}

function readOne(document: Document, context: ReadContext) {
  const content = decode(document)
  if (/^\s*</.test(content)) return readPage(content, context)
  const value = parseJson(document)
  if (!summaryShape.fits(value) && componentsShape.fits(value)) {
    return reading({ components: leaves(value.components, context) })
  }
  const { page, components, activeIncidents, activeMaintenances } = summaryShape.of(value)
  return reading({
    stated: stated(page.status, context),
    components: leaves(components ?? [], context),
    incidents: (activeIncidents ?? []).map(one => readIncident(one, context)),
    maintenances: (activeMaintenances ?? []).map(one => readMaintenance(one, context)),
  })
}

function readPage(html: string, context: ReadContext) {
  const data = flightOf(wholePage(html))
  const at = data.indexOf('"site":{')
  if (at < 0) throw unreadable('provider.no-data')
  const site = siteShape.of(valueAt(data, at + '"site":'.length))
  return reading({ stated: stated(site.status, context), components: leaves(site.components, context) })
}

/** Really seen and nowhere explained: ONEMAJOROUTAGE. The components tell how bad; the word itself tells that it is. */
function stated(word: string, context: ReadContext): ProviderState {
  const state = pageState(word, context)
  return state === 'unknown' && /OUTAGE/i.test(word) ? 'degraded' : state
}

function leaves(components: readonly Static<typeof InstatusComponent>[], context: ReadContext) {
  return components
    .filter(({ isParent }) => !isParent)
    .map(one => component({ id: one.id, name: nameOf(one.name), state: stateOf(one.status, context) }))
}

function readIncident(one: Static<typeof Event>, context: ReadContext) {
  const started_at = timeOf(one.started)
  return incident({
    id: idOf(one),
    title: nameOf(one.name),
    phase: phaseOf(one.status, context),
    impact: stateOf(one.impact, context),
    started_at,
    updated_at: timeOf(one.updatedAt) ?? started_at,
    url: one.url ?? null,
  })
}

function readMaintenance(one: Static<typeof Event>, context: ReadContext) {
  const starts_at = timeOf(one.start)
  const minutes = Number(one.duration)
  const ends_at = starts_at && minutes > 0 ? timeOf(Date.parse(starts_at) + minutes * 60_000) : null
  const phase = phaseOf(one.status, context)
  return maintenance({ id: idOf(one), title: nameOf(one.name), phase, starts_at, ends_at, url: one.url ?? null })
}

const nameOf = (name: Static<typeof Name>): string => oneLine(typeof name === 'string' ? name : name.default)

const idOf = (one: Static<typeof Event>): string =>
  one.id ?? one.url ?? `${nameOf(one.name)} ${one.started ?? one.start}`
