import { v5 as uuidOf } from 'uuid'
import { type ImportResult, type ImportRow, type ImportStatuspage, resultOf } from '../../../contracts/imports.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { reasonFields, say } from '../../../contracts/messages/words.ts'
import { slugOf } from '../../../contracts/slug.ts'
import { bodyBytes } from '../../../kit/http/body/parse-body.ts'
import type { Context, Request } from '../../../kit/service/service.ts'
import { defineTask } from '../../../kit/worker-pool/task.ts'
import { refOf } from '../components/component.ts'
import type { StoredComponent } from '../components/component-store.ts'
import { addComponent, type Deps } from '../components/save-component.ts'
import { amend, blank, entry, resolution } from '../lifecycle/incident.ts'
import { historicComponent, insertPast } from './import-incidents.ts'
import {
  inParts,
  type PastIncident,
  type ReadComponent,
  type ReadIncident,
  type SentExport,
} from './statuspage-export.ts'

/** Names incidents by the id that they have there, so that importing them twice changes nothing. */
const namespace = '2c7a64f4-52f1-4b1a-9d5c-6a3f0f6f9b7e'

const readExport = defineTask<Uint8Array, SentExport>('services/incidents/imports/read-statuspage-task')

export async function importSentStatuspage(
  deps: Deps & Pick<Context, 'workers'>,
  { body }: Request<typeof ImportStatuspage>,
): Promise<ImportResult> {
  const done = { dry_run: false, rows: [] as ImportRow[] }
  await deps.workers.parts(readExport, bodyBytes(body), async part => {
    done.dry_run = part.dry_run
    done.rows.push(...(await importPart(deps, part)))
  })
  return resultOf(done.rows, done.dry_run)
}

export async function importStatuspage(deps: Deps, whole: SentExport): Promise<ImportResult> {
  const rows: ImportRow[] = []
  for (const part of inParts(whole)) rows.push(...(await importPart(deps, part)))
  return resultOf(rows, whole.dry_run)
}

/** Components become promises without a check, past incidents history that nobody hears of; one commit for all of them. */
function importPart(deps: Deps, { components, incidents, dry_run }: SentExport): Promise<ImportRow[]> {
  return deps.store.transaction(async () => {
    const rows: ImportRow[] = []
    for (const one of components) rows.push(await importComponent(deps, one, dry_run))
    for (const one of incidents) rows.push(await importPastIncident(deps, one, dry_run))
    return rows
  })
}

async function importComponent(deps: Deps, { name, group }: ReadComponent, dry_run: boolean): Promise<ImportRow> {
  const row = { what: 'component' as const, name, reason: null }
  const slug = slugOf(name)
  const known = await deps.components.bySlug(slug)
  if (known) return { ...row, action: 'skip', ...reasonFields(say('import.component-there')) }
  if (!dry_run) await addComponent(deps, { slug, name, group, origin: 'api', by_hand: true })
  return { ...row, action: 'create' }
}

async function importPastIncident(deps: Deps, read: ReadIncident, dry_run: boolean): Promise<ImportRow> {
  if (!('incident' in read)) {
    const { name, skipped, reason } = read
    return { what: 'incident', name, action: skipped ? 'skip' : 'error', ...reasonFields(reason) }
  }
  const { title: name, id: theirs } = read.incident
  const id = uuidOf(theirs, namespace)
  const row = { what: 'incident' as const, name, reason: null }
  if ((await deps.incidents.byIds([id])).length > 0)
    return { ...row, action: 'skip', ...reasonFields(say('import.incident-there')) }
  if (!dry_run) await save(deps, read.incident, id)
  return { ...row, action: 'create' }
}

async function save(deps: Deps, past: PastIncident, id: string): Promise<void> {
  const components: StoredComponent[] = []
  for (const name of past.components) components.push(await historicComponent(deps, { name, origin: 'api' }))
  const identity = { ...(await deps.incidents.newIdentity(past.started_at)), id }
  await insertPast(deps.incidents, incidentOf(past, components, identity))
}

function incidentOf(
  { title, impact, started_at, resolved_at, updates }: PastIncident,
  affected: readonly StoredComponent[],
  identity: Pick<Incident, 'id' | 'number'>,
): Incident {
  const components = affected.map(refOf)
  const incident: Incident = {
    ...blank(started_at, identity),
    title,
    impact,
    origin: 'api',
    components,
    component: components[0] ?? null,
    group: affected[0]?.group ?? null,
    critical: affected.some(({ critical }) => critical),
  }
  const lines = updates.map(({ at, status, message }, index) => {
    const kind = index === 0 ? 'opened' : status === 'resolved' ? 'resolved' : 'status'
    return entry({ at, kind, status, public: true, message })
  })
  return amend(incident, 'resolved', resolution(incident, resolved_at), lines).incident
}
