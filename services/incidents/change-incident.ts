import type { AddTimelineEntry, Incident, SetIncidentStatus } from '../../contracts/incidents.ts'
import { iso } from '../../kit/clock.ts'
import { conflict, notFound } from '../../kit/errors.ts'
import type { Input } from '../../kit/operation.ts'
import { type Act, acknowledge, annotate, type Change, isOpen, mayMove, move, statusNamed } from './incident.ts'
import { restate } from './save-component.ts'
import { saveChanged } from './save-incident.ts'
import type { Work } from './work.ts'

export async function findIncident({ incidents }: Work, name: string): Promise<Incident> {
  const incident = await incidents.find(name)
  if (incident) return incident
  throw notFound('incidents.not-found', `there is no incident "${name}"; GET /api/v1/incidents lists them`)
}

export function acknowledgeIncident(work: Work, name: string, by: string): Promise<Incident> {
  return act(work, { name, by }, (incident, who) => {
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
  by: string,
): Promise<Incident> {
  return act(work, { name: params.id, by }, (incident, who) => {
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

export function addTimelineEntry(
  work: Work,
  { params, body }: Pick<Input<typeof AddTimelineEntry>, 'params' | 'body'>,
  by: string,
): Promise<Incident> {
  const kind = body.kind ?? 'note'
  const note = { kind, message: body.message, public: body.public ?? kind === 'update' }
  return act(work, { name: params.id, by }, (incident, who) => annotate(incident, note, who))
}

type Doing = { readonly name: string; readonly by: string }

/** What a person does to an incident; a rule that answers null changes nothing. */
function act(
  work: Work,
  { name, by }: Doing,
  rule: (incident: Incident, who: Act) => Change | null,
): Promise<Incident> {
  return work.store.transaction(async () => {
    const before = await findIncident(work, name)
    const at = iso(work.clock.now())
    const change = rule(before, { by, at })
    if (!change) return before
    const after = await saveChanged(work, change, before)
    if (after.origin === 'api' && isOpen(after) !== isOpen(before)) await restateAll(work, after, at)
    return after
  })
}

async function restateAll(work: Work, { components }: Incident, at: string): Promise<void> {
  for (const component of await work.components.named(components.map(({ id }) => id))) {
    await restate(work, component, at)
  }
}
