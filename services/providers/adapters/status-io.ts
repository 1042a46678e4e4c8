import { type Static, Type } from 'typebox'
import {
  type Adapter,
  type Component,
  component,
  incident,
  type Maintenance,
  maintenance,
  type ReadContext,
  reading,
} from './reading/adapter.ts'
import { latestOf, oneLine, phases, plainText, states, timeOf, vocabulary } from './reading/fields.ts'
import { parseJson, shape, text } from './reading/shape.ts'

const code = Type.Union([Type.Integer(), Type.String()])
const State = Type.Object({ status: Type.String(), status_code: code })
const Container = Type.Intersect([State, Type.Object({ id: Type.String(), name: Type.String() })])
const StatusIoComponent = Type.Intersect([Container, Type.Object({ containers: Type.Optional(Type.Array(Container)) })])
const Named = Type.Object({ name: Type.String() })
const Message = Type.Object({ details: text, state: Type.Optional(code), status: Type.Optional(code), datetime: text })
const Entry = Type.Object({
  _id: text,
  name: Type.String(),
  datetime_open: text,
  datetime_planned_start: text,
  datetime_planned_end: text,
  messages: Type.Optional(Type.Array(Message)),
  components_affected: Type.Optional(Type.Array(Named)),
  containers_affected: Type.Optional(Type.Array(Named)),
})
/** Source: https://kb.status.io/developers/public-status-api/ */
const Answer = Type.Object({
  result: Type.Object({
    status_overall: Type.Intersect([State, Type.Object({ updated: text })]),
    status: Type.Array(StatusIoComponent),
    incidents: Type.Array(Entry),
    maintenance: Type.Object({ active: Type.Array(Entry), upcoming: Type.Array(Entry) }),
  }),
})
const answerShape = shape('a public status of Status.io', Answer)

/** 200 is a planned maintenance, not a degradation. 600 is a security event. */
const stateOf = states({
  100: 'operational',
  200: 'maintenance',
  300: 'degraded',
  400: 'partial_outage',
  500: 'major_outage',
  600: 'major_outage',
})
const codeOfWord = vocabulary<string>(
  {
    Operational: '100',
    'Planned Maintenance': '200',
    'Degraded Performance': '300',
    'Partial Service Disruption': '400',
    'Service Disruption': '500',
    'Security Event': '600',
  },
  '',
)
const phaseOf = phases({ 100: 'investigating', 200: 'identified', 300: 'monitoring', 400: 'resolved' })

export const statusIo: Adapter = {
  kind: 'status-io',
  summary: 'Status.io; the address is https://api.status.io/1.0/status/<page id>',
  url: null,
  read: ([document], context) => {
    return readAnswer(answerShape.of(parseJson(document)), context)
  },
}

function readAnswer({ result }: Static<typeof Answer>, context: ReadContext) {
  return reading({
    source_updated_at: timeOf(result.status_overall.updated),
    stated: agreed(result.status_overall, context),
    components: result.status.flatMap(one => leaves(one, context)),
    incidents: result.incidents.map(one => readIncident(one, context)),
    maintenances: [
      ...result.maintenance.active.map(one => readMaintenance(one, 'in_progress')),
      ...result.maintenance.upcoming.map(one => readMaintenance(one, 'scheduled')),
    ],
  })
}

/** It says everything twice, as a word and as a number: when they differ, neither is to be believed. */
function agreed({ status, status_code }: Static<typeof State>, context: ReadContext): Component['state'] {
  const number = codeOfWord(status, context)
  const state = stateOf(status_code, context)
  return number === '' || number === String(status_code) ? state : 'unknown'
}

function leaves(one: Static<typeof StatusIoComponent>, context: ReadContext) {
  const name = oneLine(one.name)
  const containers = one.containers ?? []
  if (containers.length === 0) return [component({ id: one.id, name, state: agreed(one, context) })]
  return containers.map(container => {
    const region = oneLine(container.name)
    return component({ id: `${one.id}/${container.id}`, name, region, state: agreed(container, context) })
  })
}

function readIncident(one: Static<typeof Entry>, context: ReadContext) {
  const messages = one.messages ?? []
  const newest = messages.toSorted((a, b) => (timeOf(b.datetime) ?? '').localeCompare(timeOf(a.datetime) ?? ''))[0]
  const started_at = timeOf(one.datetime_open)
  return incident({
    id: one._id ?? one.name,
    title: oneLine(one.name),
    phase: newest?.state === undefined ? 'investigating' : phaseOf(newest.state, context),
    impact: newest?.status === undefined ? 'degraded' : stateOf(newest.status, context),
    started_at,
    updated_at: latestOf(started_at, ...messages.map(({ datetime }) => timeOf(datetime))),
    components: (one.components_affected ?? []).map(({ name }) => oneLine(name)),
    regions: (one.containers_affected ?? []).map(({ name }) => oneLine(name)),
    updates: messages.map(({ datetime, state, details }) => ({
      at: timeOf(datetime),
      phase: state === undefined ? 'investigating' : phaseOf(state, context),
      text: plainText(details),
    })),
  })
}

function readMaintenance(one: Static<typeof Entry>, phase: Maintenance['phase']) {
  return maintenance({
    id: one._id ?? one.name,
    title: oneLine(one.name),
    phase,
    starts_at: timeOf(one.datetime_planned_start),
    ends_at: timeOf(one.datetime_planned_end),
    components: (one.components_affected ?? []).map(({ name }) => oneLine(name)),
  })
}
