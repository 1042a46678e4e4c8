import { type Static, Type } from 'typebox'
import { readBetterStackPage, stateOf } from './better-stack/page.ts'
import {
  type Adapter,
  type Component,
  component,
  incident,
  maintenance,
  type ReadContext,
  reading,
  type Update,
} from './reading/adapter.ts'
import { latestOf, oneLine, plainText, timeOf } from './reading/fields.ts'
import { decode, parseJson, shape, text } from './reading/shape.ts'

const id = Type.Optional(Type.Union([Type.String(), Type.Number()]))
const References = Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) })
const Entry = Type.Object({
  id,
  type: Type.String(),
  attributes: Type.Object({}),
  relationships: Type.Optional(Type.Object({ status_updates: Type.Optional(References) })),
})
const resourceShape = shape(
  'a resource',
  Type.Object({ public_name: Type.String(), status: Type.String(), status_page_section_id: id }),
)
const sectionShape = shape('a section', Type.Object({ name: Type.String() }))
const Report = Type.Object({
  title: Type.String(),
  report_type: text,
  aggregate_state: Type.String(),
  starts_at: text,
  ends_at: text,
  affected_resources: Type.Optional(
    Type.Union([Type.Array(Type.Object({ status_page_resource_id: id, status: text })), Type.Null()]),
  ),
})
const reportShape = shape('a report', Report)
const updateShape = shape(
  'an update',
  Type.Object({
    message: text,
    published_at: text,
    status_report_id: id,
    affected_resources: Type.Optional(Type.Unknown()),
  }),
)
/** Source: https://betterstack.com/docs/uptime/status-page-public-api/ (JSON:API). */
const Page = Type.Object({
  data: Type.Object({
    type: Type.Literal('status_page'),
    attributes: Type.Object({ aggregate_state: Type.String(), updated_at: text }),
  }),
  included: Type.Array(Entry),
})
const pageShape = shape('a status page of Better Stack', Page)
type Known = { readonly names: ReadonlyMap<string, string>; readonly updates: readonly KeyedUpdate[] }
/** Which report it belongs to is told by itself, or by the report. */
type KeyedUpdate = { readonly key: string; readonly report: string; readonly update: Update }
type KeyedReport = { readonly key: string; readonly report: Static<typeof Report>; readonly updates: readonly string[] }

export const betterStack: Adapter = {
  kind: 'better-stack',
  summary: 'Status pages of Better Stack (Better Uptime)',
  url: null,
  ways: page => [[{ url: `${page}/index.json` }], [{ url: page }]],
  read: ([document], context) => {
    const content = decode(document)
    if (/^\s*</.test(content)) return readBetterStackPage(content, context)
    return readPage(pageShape.of(parseJson(document)), context)
  },
}

function readPage({ data, included }: Static<typeof Page>, context: ReadContext) {
  const ofType = (type: string) => included.filter(entry => entry.type === type)
  const sections = new Map(
    ofType('status_page_section').map(entry => [String(entry.id), oneLine(sectionShape.of(entry.attributes).name)]),
  )
  const components = ofType('status_page_resource').map(entry => readResource(entry, sections, context))
  const known: Known = {
    names: new Map(components.map(({ id, name }) => [id, name])),
    updates: ofType('status_update').map(readUpdate),
  }
  const reports = ofType('status_report').map(
    (entry): KeyedReport => ({
      key: String(entry.id),
      report: reportShape.of(entry.attributes),
      updates: (entry.relationships?.status_updates?.data ?? []).map(update => update.id),
    }),
  )
  const planned = ({ report }: KeyedReport) => report.report_type === 'maintenance'
  return reading({
    source_updated_at: timeOf(data.attributes.updated_at),
    stated: stateOf(data.attributes.aggregate_state, context),
    components,
    incidents: reports.filter(one => !planned(one)).map(one => readIncident(one, known, context)),
    maintenances: reports.filter(planned).map(one => readMaintenance(one, known, context)),
  })
}

function readResource(
  entry: Static<typeof Entry>,
  sections: ReadonlyMap<string, string>,
  context: ReadContext,
): Component {
  const { public_name, status, status_page_section_id } = resourceShape.of(entry.attributes)
  const name = oneLine(public_name)
  const unwatched = status === 'not_monitored' ? { unwatched: true } : {}
  return component({
    id: String(entry.id ?? name),
    name,
    group: sections.get(String(status_page_section_id)) ?? null,
    state: stateOf(status, context),
    ...unwatched,
  })
}

function readUpdate(entry: Static<typeof Entry>): KeyedUpdate {
  const { published_at, message, status_report_id } = updateShape.of(entry.attributes)
  const update = { at: timeOf(published_at), phase: 'investigating', text: plainText(message) } as const
  return { key: String(entry.id), report: String(status_report_id), update }
}

/** A resolved report may lack its end: only the state tells that it is over. */
function readIncident(keyed: KeyedReport, { names, updates }: Known, context: ReadContext) {
  const { key, report } = keyed
  const over = report.aggregate_state === 'resolved'
  const own = updates.filter(one => one.report === key || keyed.updates.includes(one.key)).map(({ update }) => update)
  const started_at = timeOf(report.starts_at)
  return incident({
    id: key === 'undefined' ? `${report.title} ${report.starts_at ?? ''}` : key,
    title: oneLine(report.title),
    phase: over ? 'resolved' : 'investigating',
    impact: over ? 'operational' : stateOf(report.aggregate_state, context),
    started_at,
    updated_at: latestOf(started_at, over ? timeOf(report.ends_at) : null, ...own.map(({ at }) => at)),
    resolved_at: over ? timeOf(report.ends_at) : null,
    components: touched(report, names),
    updates: own,
  })
}

function readMaintenance({ key, report }: KeyedReport, { names }: Known, context: ReadContext) {
  const starts_at = timeOf(report.starts_at)
  const begun = starts_at !== null && Date.parse(starts_at) <= context.now
  const phase = report.aggregate_state === 'resolved' ? 'completed' : begun ? 'in_progress' : 'scheduled'
  const title = oneLine(report.title)
  const ends_at = timeOf(report.ends_at)
  return maintenance({ id: key, title, phase, starts_at, ends_at, components: touched(report, names) })
}

const touched = ({ affected_resources }: Static<typeof Report>, names: ReadonlyMap<string, string>): string[] =>
  (affected_resources ?? []).flatMap(one => names.get(String(one.status_page_resource_id)) ?? [])
