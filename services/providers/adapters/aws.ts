import { type Static, Type } from 'typebox'
import { readAwsHistory } from './aws/history.ts'
import { awsCatalogue, awsComponent, awsRegions, splitService } from './aws/places.ts'
import { type Adapter, type Component, incident, type ReadContext, reading } from './reading/adapter.ts'
import { latestOf, oneLine, plainText, states, timeOf } from './reading/fields.ts'
import { decode, parseJson, shape, text } from './reading/shape.ts'
import { parseFeed } from './reading/xml.ts'

const AwsEvent = Type.Object({
  date: text,
  arn: text,
  service: Type.String(),
  service_name: Type.String(),
  summary: Type.String(),
  status: Type.String(),
  end_time: text,
  event_log: Type.Optional(
    Type.Array(Type.Object({ timestamp: Type.Number(), message: text, summary: text, status: Type.Number() })),
  ),
  impacted_services: Type.Optional(
    Type.Record(Type.String(), Type.Object({ service_name: Type.String(), current: Type.String() })),
  ),
})
type AwsEvent = Static<typeof AwsEvent>
const eventsShape = shape('a list of events of AWS', Type.Array(AwsEvent))
const wrappedShape = shape('the events of AWS in their old wrapping', Type.Object({ current: Type.Array(AwsEvent) }))

/** 0 is over, 1 only informs. The words around it are written before anybody knows, so they are not read. */
const stateOf = states({ 0: 'operational', 1: 'operational', 2: 'degraded', 3: 'major_outage' })

const page = 'https://health.aws.amazon.com/health/status'

export const aws: Adapter = {
  kind: 'aws',
  summary: 'Amazon Web Services: the events of the Health Dashboard, or its RSS',
  url: 'https://health.aws.amazon.com/public/currentevents',
  read: ([document], context) => {
    if (/^\s*</.test(decode(document))) return readAwsHistory(parseFeed(document))
    const content = parseJson(document)
    const events = Array.isArray(content) ? eventsShape.of(content) : wrappedShape.of(content).current
    return readEvents(events, context)
  },
}

function readEvents(events: readonly AwsEvent[], context: ReadContext) {
  const incidents = events.map(event => readEvent(event, context))
  return reading({
    decided_by: 'incidents',
    source_updated_at: latestOf(...incidents.map(({ updated_at }) => updated_at)),
    components: awsCatalogue,
    regions: awsRegions,
    incidents,
  })
}

function readEvent(event: AwsEvent, context: ReadContext) {
  const log = event.event_log ?? []
  const region = event.arn?.split(':')[3] || splitService(event.service).region
  const newest = log.toSorted((a, b) => b.timestamp - a.timestamp)[0]
  const ended = Boolean(event.end_time) || /^\[RESOLVED\]/i.test(event.summary) || newest?.status === 0
  const over = event.status === '0' && ended
  // Over, and nothing else in the event says so: one of the two is wrong.
  const contradicts = event.status === '0' && !ended
  const started_at = timeOf(event.date)
  const own = stateOf(event.status, context)
  return incident({
    id: event.arn || `${event.service} ${event.date ?? event.summary}`,
    title: oneLine(event.summary),
    phase: over ? 'resolved' : 'investigating',
    impact: contradicts ? 'unknown' : own,
    started_at,
    updated_at: latestOf(started_at, timeOf(event.end_time), ...log.map(({ timestamp }) => timeOf(timestamp))),
    resolved_at: over ? timeOf(event.end_time) : null,
    url: page,
    components: partsOf(event, own, context).map(({ name }) => name),
    regions: region ? [region] : [],
    updates: log
      .slice(-20)
      .map(({ timestamp, message }) => ({ at: timeOf(timestamp), phase: 'investigating', text: plainText(message) })),
    parts: partsOf(event, own, context),
  })
}

/** Each service has a number of its own where several are touched. */
function partsOf(event: AwsEvent, own: Component['state'], context: ReadContext) {
  const impacted = Object.entries(event.impacted_services ?? {})
  if (impacted.length === 0) return [awsComponent(event.service, event.service_name, own)]
  return impacted.map(([key, { service_name, current }]) => awsComponent(key, service_name, stateOf(current, context)))
}
