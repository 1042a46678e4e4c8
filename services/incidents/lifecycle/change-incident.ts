import type { AddTimelineEntry, Incident, SetIncidentStatus } from '../../../contracts/incidents.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { conflict, invalid, notFound } from '../../../kit/service/errors.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { affectedBy } from '../components/change-component.ts'
import { restateAll } from '../components/save-component.ts'
import { recordAudit } from '../record-audit.ts'
import type { Work } from '../work.ts'
import {
  type Act,
  acknowledge,
  annotate,
  type Change,
  isOpen,
  mayMove,
  move,
  statusNamed,
  withUpdate,
} from './incident.ts'
import { saveChanged } from './save-incident.ts'

export async function findIncident({ incidents }: Work, name: string): Promise<Incident> {
  const incident = await incidents.find(name)
  if (incident) return incident
  throw notFound('incidents.not-found', `there is no incident "${name}"; GET /api/v1/incidents lists them`)
}

export function acknowledgeIncident(work: Work, name: string, caller: Caller): Promise<Incident> {
  return act(work, { name, caller, action: 'incident.acknowledged' }, (incident, who) => {
    const change = acknowledge(incident, who, work.words)
    if (change && !isOpen(incident)) {
      throw conflict('incidents.resolved', `${incident.number} is resolved already: there is nothing to look after`)
    }
    return change
  })
}

export function setIncidentStatus(
  work: Work,
  { params, body }: Pick<Input<typeof SetIncidentStatus>, 'params' | 'body'>,
  caller: Caller,
): Promise<Incident> {
  return update(work, { name: params.id, caller, action: 'incident.status-changed' }, body, (incident, who) => {
    const status = statusNamed(body.status)
    const { reopen_within } = work.rules()
    if (!mayMove(incident, status, who.at, reopen_within)) {
      throw conflict(
        'incidents.too-late-to-reopen',
        `${incident.number} was resolved more than ${reopen_within} s ago; open a new incident with POST /api/v1/incidents`,
      )
    }
    return move(incident, { status, message: body.message }, who, work.words)
  })
}

/** Entries that follow from what is done; others read them. */
const happens = new Set([
  ...['opened', 'detected', 'acknowledged', 'status', 'resolved', 'reopened', 'assigned', 'role', 'linked', 'merged'],
  ...['cause', 'clock', 'flapping', 'stable', 'impact', 'postmortem', 'recovered', 'signal'],
])

export function addTimelineEntry(
  work: Work,
  { params, body }: Pick<Input<typeof AddTimelineEntry>, 'params' | 'body'>,
  caller: Caller,
): Promise<Incident> {
  const kind = body.kind ?? 'note'
  if (happens.has(kind)) {
    const message = 'is a word for what happens: write "note", "update" or one of your own'
    throw invalid('incidents.kept-kind', `body.kind ${message}`, { fields: [{ field: 'body.kind', message }] })
  }
  const note = { kind, message: body.message, public: body.public ?? kind === 'update' }
  return update(work, { name: params.id, caller, action: 'incident.noted' }, body, (incident, who) =>
    annotate(incident, note, who),
  )
}

type Said = Pick<Input<typeof AddTimelineEntry>['body'], 'components' | 'next_update_at'>

/** Words that may also say what is affected, and when people will hear more. */
function update(
  work: Work,
  doing: Doing,
  { components = [], next_update_at }: Said,
  rule: (incident: Incident, who: Act) => Change | null,
): Promise<Incident> {
  return work.store.transaction(async () => {
    const affected = (await affectedBy(work, components)).map(({ id, slug, name }) => ({ id, slug, name }))
    const next = next_update_at && new Date(next_update_at).toISOString()
    return act(work, doing, (incident, who) => {
      const change = rule(incident, who)
      return change && withUpdate(change, affected, next)
    })
  })
}

export type Doing = { readonly name: string; readonly caller: Caller; readonly action: string }

export function actOf({ clock }: Work, { id, kind, name }: Caller): Act {
  return { by: name, at: iso(clock.now()), ...(kind === 'user' ? { by_id: id } : {}) }
}

/** Whoever reads an incident reads all of its timeline, and so does everybody who is told of it. */
const mostEntries = 1_000

/** It is always possible to resolve it. */
function requireRoom({ number, timeline, resolved_at }: Incident, { incident }: Change): void {
  const resolves = resolved_at === null && !isOpen(incident)
  if (timeline.length < mostEntries || resolves) return
  throw conflict(
    'incidents.timeline-full',
    `the timeline of ${number} has ${mostEntries} entries; go on in another one`,
  )
}

/** What a person does to an incident; a rule that answers null changes nothing. */
export function act(
  work: Work,
  { name, caller, action }: Doing,
  rule: (incident: Incident, who: Act) => Change | null,
): Promise<Incident> {
  return work.store.transaction(async () => {
    const before = await findIncident(work, name)
    const who = actOf(work, caller)
    const change = rule(before, who)
    if (!change) return before
    requireRoom(before, change)
    const after = await saveChanged(work, change, before)
    await recordAudit(work, caller, { action, id: after.id, before, after })
    const reaches = after.components.length !== before.components.length
    if (after.origin === 'api' && (reaches || isOpen(after) !== isOpen(before))) await restateAll(work, after, who.at)
    return after
  })
}
