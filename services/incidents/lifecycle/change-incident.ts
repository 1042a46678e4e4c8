import type {
  AcknowledgeIncident,
  AddTimelineEntry,
  CreateIncident,
  Incident,
  SetIncidentStatus,
} from '../../../contracts/incidents/incidents.ts'
import { conflict, fieldProblem, invalidFields, notFound } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Input } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import { findCauses } from '../causes/causes.ts'
import { requireComponents } from '../components/change-component.ts'
import { refOf } from '../components/component.ts'
import { type Deps, recomputeStatuses } from '../components/save-component.ts'
import { recordAudit } from '../record-audit.ts'
import type { Rules } from '../signals/apply-signal.ts'
import {
  type Act,
  acknowledge,
  annotate,
  type Change,
  isOpen,
  mayMove,
  move,
  openByHand,
  statusNamed,
  withUpdate,
} from './incident.ts'
import type { IncidentStore } from './incident-store.ts'
import { saveIncident } from './save-incident.ts'

export async function findIncident(incidents: IncidentStore, name: string): Promise<Incident> {
  const incident = await incidents.find(name)
  if (incident) return incident
  throw notFound('incidents.not-found', { name })
}

export function openIncident(deps: Deps, { body, caller }: Request<typeof CreateIncident>): Promise<Incident> {
  return deps.store.transaction(async () => {
    const who = actOf(deps.clock, caller)
    const affected = await requireComponents(deps.components, body.components)
    const { id, number } = await deps.incidents.newIdentity(who.at)
    const components = affected.map(refOf)
    const opened = openByHand(
      {
        id,
        number,
        title: body.title,
        impact: body.impact,
        components,
        message: body.message ?? body.title,
        group: affected[0]?.group ?? null,
        critical: affected.some(({ critical }) => critical),
        suspected_causes: await findCauses(deps, { components, started_at: who.at }),
      },
      who,
    )
    const incident = await saveIncident(deps, opened)
    await recordAudit(deps, caller, { action: 'incident.opened', id, before: null, after: incident })
    await recomputeStatuses(deps, affected, who.at)
    return incident
  })
}

export function acknowledgeIncident(deps: Deps, { params, caller }: Request<typeof AcknowledgeIncident>) {
  return changeIncident(deps, { name: params.id, caller, action: 'incident.acknowledged' }, (incident, who) => {
    const change = acknowledge(incident, who)
    if (change && !isOpen(incident)) {
      throw conflict('incidents.resolved', { number: incident.number })
    }
    return change
  })
}

export function setIncidentStatus(
  deps: Deps & { readonly rules: () => Rules },
  { params, body, caller }: Request<typeof SetIncidentStatus>,
): Promise<Incident> {
  const doing = { name: params.id, caller, action: 'incident.status-changed' }
  return updateIncident(deps, doing, body, (incident, who) => {
    const status = statusNamed(body.status)
    const { reopen_within } = deps.rules()
    if (!mayMove(incident, status, who.at, reopen_within)) {
      throw conflict('incidents.too-late-to-reopen', { number: incident.number, seconds: reopen_within })
    }
    return move(incident, { status, message: body.message }, who)
  })
}

/** Entries that follow from what is done; others read them. */
const kindsOfEvents = new Set([
  ...['opened', 'detected', 'acknowledged', 'status', 'resolved', 'reopened', 'assigned', 'role', 'linked', 'merged'],
  ...['cause', 'clock', 'flapping', 'stable', 'impact', 'postmortem', 'recovered', 'signal'],
])

export function addTimelineEntry(deps: Deps, { params, body, caller }: Request<typeof AddTimelineEntry>) {
  const kind = body.kind ?? 'note'
  if (kindsOfEvents.has(kind)) {
    throw invalidFields('incidents.kept-kind', [fieldProblem('body.kind', 'problem.entry-kind')])
  }
  const note = { kind, message: body.message, public: body.public ?? kind === 'update' }
  return updateIncident(deps, { name: params.id, caller, action: 'incident.noted' }, body, (incident, who) =>
    annotate(incident, note, who),
  )
}

type Update = Pick<Input<typeof AddTimelineEntry>['body'], 'components' | 'next_update_at'>
type Rule = (incident: Incident, who: Act) => Change | null

/** What is written may also say what is affected, and when the next update comes. */
function updateIncident(deps: Deps, doing: Doing, { components, next_update_at }: Update, rule: Rule) {
  return deps.store.transaction(async () => {
    const affected = (await requireComponents(deps.components, components)).map(refOf)
    const next = next_update_at && new Date(next_update_at).toISOString()
    return changeIncident(deps, doing, (incident, who) => {
      const change = rule(incident, who)
      return change && withUpdate(change, affected, next)
    })
  })
}

export type Doing = { readonly name: string; readonly caller: Caller; readonly action: string }

export function actOf(clock: Clock, { id, kind, name }: Caller): Act {
  return { by: name, at: iso(clock.now()), ...(kind === 'user' ? { by_id: id } : {}) }
}

/** Whoever reads an incident reads all of its timeline, and so does everybody who gets its events. */
const mostEntries = 1_000

/** It is always possible to resolve it. */
function requireRoom({ before: { number, timeline, resolved_at }, incident }: Change): void {
  const resolves = resolved_at === null && !isOpen(incident)
  if (timeline.length < mostEntries || resolves) return
  throw conflict('incidents.timeline-full', { number, count: mostEntries })
}

/** What a person does to an incident; a rule that answers null changes nothing. */
export function changeIncident(deps: Deps, { name, caller, action }: Doing, rule: Rule): Promise<Incident> {
  return deps.store.transaction(async () => {
    const before = await findIncident(deps.incidents, name)
    const who = actOf(deps.clock, caller)
    const change = rule(before, who)
    if (!change) return before
    requireRoom(change)
    const after = await saveIncident(deps, change)
    await recordAudit(deps, caller, { action, id: after.id, before, after })
    const reaches = after.components.length !== before.components.length
    if (after.origin === 'api' && (reaches || isOpen(after) !== isOpen(before))) {
      await recomputeStatuses(deps, after.components, who.at)
    }
    return after
  })
}
