import { type Static, Type } from 'typebox'
import type { ProviderState } from '../../../../contracts/providers.ts'
import { component, incident, maintenance, type ReadContext, reading, unreadable } from '../reading/adapter.ts'
import { flightOf, valueAt, wholePage } from '../reading/embedded-json.ts'
import { latestOf, oneLine, phases, plainText, states, timeOf } from '../reading/fields.ts'
import { shape } from '../reading/shape.ts'

export const stateOf = states({
  operational: 'operational',
  degraded_performance: 'degraded',
  partial_outage: 'partial_outage',
  full_outage: 'major_outage',
  under_maintenance: 'maintenance',
})

export const phaseOf = phases({
  investigating: 'investigating',
  identified: 'identified',
  monitoring: 'monitoring',
  resolved: 'resolved',
  maintenance_scheduled: 'scheduled',
  maintenance_in_progress: 'in_progress',
  maintenance_complete: 'completed',
})

/** The worst of what it does to the components it names. */
export function impactOf(words: readonly string[], context: ReadContext): ProviderState {
  const order: readonly ProviderState[] = ['major_outage', 'partial_outage', 'degraded', 'unknown', 'maintenance']
  const found = words.map(word => stateOf(word, context))
  return order.find(state => found.includes(state)) ?? 'operational'
}

// Its own script reads this; what is absent is written "$undefined".
const Affected = Type.Object({
  component_id: Type.String(),
  status: Type.String(),
  current_status: Type.Optional(Type.String()),
})
const Ongoing = Type.Object({
  id: Type.String(),
  name: Type.String(),
  status: Type.String(),
  published_at: Type.String(),
  affected_components: Type.Array(Affected),
  updates: Type.Array(
    Type.Object({
      published_at: Type.String(),
      to_status: Type.String(),
      message_string: Type.Optional(Type.String()),
    }),
  ),
})
const PageSummary = Type.Object({
  name: Type.String(),
  public_url: Type.String(),
  components: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  affected_components: Type.Array(Affected),
  ongoing_incidents: Type.Array(Ongoing),
  scheduled_maintenances: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), status: Type.String() })),
})
const summaryShape = shape('a page of incident.io', PageSummary)

const absent = '$undefined'
const key = '"summary":'

/** The page for people, for when its feeds are switched off: it embeds the data that it draws. */
export function readIncidentIoPage(html: string, context: ReadContext) {
  const data = flightOf(wholePage(html))
  const at = data.indexOf(`${key}{`)
  if (at < 0) throw unreadable('provider.no-data')
  const summary = summaryShape.of(valueAt(data, at + key.length))
  const names = new Map(summary.components.map(({ id, name }) => [id, oneLine(name)]))
  const affected = new Map(summary.affected_components.map(one => [one.component_id, one]))
  const incidents = summary.ongoing_incidents.map(one => readOngoing(one, { names, context, page: summary.public_url }))
  return reading({
    source_updated_at: latestOf(...incidents.map(one => one.updated_at)),
    // It is headed "We’re currently experiencing issues" as long as an incident goes on.
    stated: incidents.length > 0 ? 'degraded' : 'operational',
    // Also those in trouble that the list does not have.
    components: [...new Set([...names.keys(), ...affected.keys()])].map(id => {
      const trouble = affected.get(id)
      const state = trouble ? stateOf(present(trouble), context) : 'operational'
      return component({ id, name: names.get(id) ?? id, state })
    }),
    incidents,
    maintenances: summary.scheduled_maintenances.map(one => readPlanned(one, context)),
  })
}

function readOngoing(
  one: Static<typeof Ongoing>,
  { names, context, page }: { names: ReadonlyMap<string, string>; context: ReadContext; page: string },
) {
  return incident({
    id: one.id,
    title: oneLine(one.name),
    phase: phaseOf(one.status, context),
    impact: impactOf(one.affected_components.map(present), context),
    started_at: timeOf(one.published_at),
    updated_at: latestOf(timeOf(one.published_at), ...one.updates.map(({ published_at }) => timeOf(published_at))),
    url: `${page.replace(/\/$/, '')}/incidents/${one.id}`,
    components: one.affected_components.flatMap(({ component_id }) => names.get(component_id) ?? []),
    updates: one.updates.map(update => ({
      at: timeOf(update.published_at),
      phase: phaseOf(update.to_status, context),
      text: plainText(update.message_string === absent ? '' : update.message_string),
    })),
  })
}

const present = ({ status, current_status }: Static<typeof Affected>): string =>
  current_status === undefined || current_status === absent ? status : current_status

function readPlanned(one: { id: string; name: string; status: string }, context: ReadContext) {
  return maintenance({ id: one.id, title: oneLine(one.name), phase: phaseOf(one.status, context) })
}
