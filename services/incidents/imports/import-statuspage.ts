import { v5 as uuidOf } from 'uuid'
import { type ImportResult, type ImportRow, resultOf } from '../../../contracts/imports.ts'
import type { Incident } from '../../../contracts/incidents.ts'
import { slugOf } from '../../../contracts/slug.ts'
import { bodyBytes } from '../../../kit/http/body/parse-body.ts'
import type { Context } from '../../../kit/service/service.ts'
import { defineTask } from '../../../kit/worker-pool/task.ts'
import type { StoredComponent } from '../components/component-store.ts'
import { addComponent } from '../components/save-component.ts'
import { amend, blank, entry, resolution } from '../lifecycle/incident.ts'
import { newIdentity } from '../lifecycle/save-incident.ts'
import type { Work } from '../work.ts'
import { insertPast } from './import-incidents.ts'
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
  work: Work,
  workers: Context['workers'],
  body: unknown,
): Promise<ImportResult> {
  const done = { dry_run: false, rows: [] as ImportRow[] }
  await workers.parts(readExport, bodyBytes(body), async part => {
    done.dry_run = part.dry_run
    done.rows.push(...(await take(work, part)))
  })
  return resultOf(done.rows, done.dry_run)
}

export async function importStatuspage(work: Work, whole: SentExport): Promise<ImportResult> {
  const rows: ImportRow[] = []
  for (const part of inParts(whole)) rows.push(...(await take(work, part)))
  return resultOf(rows, whole.dry_run)
}

/** Components become promises without a check, past incidents history that nobody is told of; one commit for all of them. */
function take(work: Work, { components, incidents, dry_run }: SentExport): Promise<ImportRow[]> {
  return work.store.transaction(async () => {
    const rows: ImportRow[] = []
    for (const one of components) rows.push(await takeComponent(work, one, dry_run))
    for (const one of incidents) rows.push(await takeIncident(work, one, dry_run))
    return rows
  })
}

async function takeComponent(work: Work, { name, group }: ReadComponent, dry_run: boolean): Promise<ImportRow> {
  const row = { what: 'component' as const, name, reason: null }
  const slug = slugOf(name)
  const known = await work.components.bySlug(slug)
  if (known) return { ...row, action: 'skip', reason: 'there is a component of this name' }
  if (!dry_run) await addComponent(work, { slug, name, group, origin: 'api', by_hand: true })
  return { ...row, action: 'create' }
}

async function takeIncident(work: Work, read: ReadIncident, dry_run: boolean): Promise<ImportRow> {
  if (!('incident' in read)) {
    const { name, skipped, reason } = read
    return { what: 'incident', name, action: skipped ? 'skip' : 'error', reason }
  }
  const { title: name, id: theirs } = read.incident
  const id = uuidOf(theirs, namespace)
  const row = { what: 'incident' as const, name, reason: null }
  if ((await work.incidents.byIds([id])).length > 0)
    return { ...row, action: 'skip', reason: 'it was imported already' }
  if (!dry_run) await save(work, read.incident, id)
  return { ...row, action: 'create' }
}

async function save(work: Work, past: PastIncident, id: string): Promise<void> {
  const components: StoredComponent[] = []
  for (const name of past.components) components.push(await componentNamed(work, name))
  const { number, ranked } = await newIdentity(work, past.started_at)
  await insertPast(work, incidentOf(past, components, { id, number }), ranked)
}

/** What nobody promises any more is kept for its history only. */
async function componentNamed(work: Work, name: string): Promise<StoredComponent> {
  const slug = slugOf(name)
  const found = await work.components.bySlug(slug)
  return found ?? addComponent(work, { slug, name, origin: 'api', archived: true })
}

function incidentOf(
  { title, impact, started_at, resolved_at, updates }: PastIncident,
  affected: readonly StoredComponent[],
  identity: Pick<Incident, 'id' | 'number'>,
): Incident {
  const components = affected.map(({ id, slug, name }) => ({ id, slug, name }))
  const incident: Incident = {
    ...{ ...blank(started_at), ...identity, title, impact, origin: 'api', components },
    ...{ component: components[0] ?? null, group: affected[0]?.group ?? null },
    critical: affected.some(({ critical }) => critical),
  }
  const lines = updates.map(({ at, status, message }, index) => {
    const kind = index === 0 ? 'opened' : status === 'resolved' ? 'resolved' : 'status'
    return entry({ at, kind, status, public: true, message })
  })
  return amend(incident, 'resolved', resolution(incident, resolved_at), lines).incident
}
