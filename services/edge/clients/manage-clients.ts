import { v7 as uuid } from 'uuid'
import type { CreateEdgeClientKey, EdgeClient, ListEdgeClients } from '../../../contracts/edge/clients.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import { say } from '../../../contracts/messages/words.ts'
import { conflict, fieldProblem, notFound } from '../../../contracts/refusals.ts'
import { auditWriter } from '../../../kit/audit/audit-record.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { invalidFields } from '../../../kit/service/refusals.ts'
import type { ConfigProblem, Context } from '../../../kit/service/service.ts'
import type { EdgeSettings } from '../config.ts'
import type { Made } from '../deps.ts'
import { type Client, type ClientKey, isOver, shownKey } from './client.ts'
import { newKey, sha256 } from './client-keys.ts'

type Deps = Pick<Made, 'store' | 'publish' | 'clock' | 'clients' | 'keys' | 'devices' | 'telemetry' | 'anomalies'>

const mostKeys = 20
const recordAudit = auditWriter({ service: 'edge', event: AuditRecorded })
const pages = pagesOf(cursorOf('edge.clients', 'text'), ({ name }: Client) => name)

/** The file is in force: its clients and keys are there, and of what it named before only the history is. */
export async function applyClients(
  { store, clients, keys, clock }: Pick<Deps, 'store' | 'clients' | 'keys' | 'clock'>,
  named: EdgeSettings['clients'],
  placeOf: Context['placeOf'],
): Promise<void> {
  const created_at = iso(clock.now())
  const wanted = new Map(named.map(({ name, key }) => [sha256(key), name]))
  await store.transaction(async () => {
    const before = await storedOfFile(clients)
    for (const key of before.keys) if (wanted.get(key.sha256) !== key.client) await clients.deleteKey(key.id)
    const known = new Set(before.keys.map(({ client, sha256: hash }) => `${client} ${hash}`))
    for (const [index, { name }] of named.entries())
      await clients.put({ name, origin: 'file', place: placeOf(['edge', 'clients', index]), created_at })
    for (const [hash, client] of wanted)
      if (!known.has(`${client} ${hash}`))
        await clients.addKey({
          id: uuid(),
          client,
          sha256: hash,
          origin: 'file',
          created_at,
          expires_at: null,
          last_used_at: null,
        })
    // Its objects stay: whoever puts the name back finds them again.
    const names = new Set(named.map(({ name }) => name))
    for (const { name } of before.clients) if (!names.has(name)) await clients.delete(name)
  })
  await keys.load()
}

/** Of a file that is about to come into force: what was made with the API stays there. */
export async function conflictsWithApi(
  { clients }: Pick<Deps, 'clients'>,
  named: EdgeSettings['clients'],
): Promise<ConfigProblem[]> {
  const problems: ConfigProblem[] = []
  for (const [index, { name }] of named.entries())
    if ((await clients.find(name))?.origin === 'api')
      problems.push({
        path: ['edge', 'clients', index, 'name'],
        message: say('configuration.made-by-api', { name }),
      })
  return problems
}

async function storedOfFile(store: Made['clients']): Promise<{ clients: Client[]; keys: ClientKey[] }> {
  const clients: Client[] = []
  for (let page = await store.list({ limit: 500 }); page.length > 0; ) {
    clients.push(...page.filter(({ origin }) => origin === 'file'))
    page = await store.list({ limit: 500, after: page.at(-1)?.name })
  }
  const keys: ClientKey[] = []
  for (const { name } of clients) keys.push(...(await store.keysOf(name)).filter(({ origin }) => origin === 'file'))
  return { clients, keys }
}

export async function listClients(
  deps: Pick<Deps, 'clients' | 'keys' | 'devices'>,
  query: Input<typeof ListEdgeClients>['query'],
): Promise<Output<typeof ListEdgeClients>> {
  const { items, next_cursor } = await pages(query, from => deps.clients.list(from))
  return { items: items.map(client => present(deps, client)), next_cursor }
}

export async function getClient(deps: Pick<Deps, 'clients' | 'keys' | 'devices'>, name: string): Promise<EdgeClient> {
  return present(deps, await findClient(deps, name))
}

export async function createClient(deps: Deps, caller: Caller, name: string): Promise<EdgeClient> {
  await deps.store.transaction(async () => {
    if (await deps.clients.find(name)) throw conflict('edge.client-taken', { name })
    const client: Client = { name, origin: 'api', place: null, created_at: iso(deps.clock.now()) }
    await deps.clients.put(client)
    await recordAudit(deps, caller, { action: 'edge-client.created', id: name, after: { name } })
  })
  return getClient(deps, name)
}

export async function deleteClient(deps: Deps, caller: Caller, name: string): Promise<void> {
  await deps.store.transaction(async () => {
    refuseOfFile(await findClient(deps, name))
    await deps.clients.delete(name)
    await deps.devices.forget(name)
    await recordAudit(deps, caller, { action: 'edge-client.deleted', id: name, before: { name } })
  })
  await deps.keys.load()
  await deps.telemetry.deleteTenant(name)
}

/** The answer is the only place where the key can ever be read. */
export async function createClientKey(
  deps: Deps,
  caller: Caller,
  name: string,
  { expires_at = null, overlap_s }: Input<typeof CreateEdgeClientKey>['body'],
): Promise<Output<typeof CreateEdgeClientKey>> {
  const now = deps.clock.now()
  const secret = newKey()
  if (expires_at !== null && Date.parse(expires_at) <= now)
    throw invalidFields('edge.key-expired', [fieldProblem('body.expires_at', 'problem.future')])
  const made: ClientKey = {
    id: uuid(),
    client: name,
    sha256: sha256(secret),
    origin: 'api',
    created_at: iso(now),
    expires_at,
    last_used_at: null,
  }
  await deps.store.transaction(async () => {
    await findClient(deps, name)
    const others = await deps.clients.keysOf(name)
    // Those that are over make room.
    for (const key of others) if (isOver(key, now)) await deps.clients.deleteKey(key.id)
    const valid = others.filter(key => !isOver(key, now))
    if (valid.length >= mostKeys) throw conflict('edge.too-many-keys', { limit: mostKeys })
    if (overlap_s !== undefined) {
      const end = iso(now + overlap_s * 1_000)
      for (const key of valid)
        if (key.origin === 'api' && (key.expires_at === null || key.expires_at > end))
          await deps.clients.expireKey(key.id, end)
    }
    await deps.clients.addKey(made)
    await recordAudit(deps, caller, {
      action: 'edge-client-key.created',
      id: made.id,
      after: { client: name, expires_at },
    })
  })
  await deps.keys.load()
  return { ...shownKey(made), client: name, key: secret }
}

export async function revokeClientKey(deps: Deps, caller: Caller, name: string, id: string): Promise<void> {
  await deps.store.transaction(async () => {
    const client = await findClient(deps, name)
    const key = (await deps.clients.keysOf(name)).find(one => one.id === id)
    if (!key) throw notFound('edge.key-not-found', { id })
    if (key.origin === 'file') refuseOfFile(client)
    await deps.clients.deleteKey(id)
    await recordAudit(deps, caller, { action: 'edge-client-key.revoked', id, before: { client: name } })
  })
  await deps.keys.load()
}

export async function findClient({ clients }: Pick<Deps, 'clients'>, name: string): Promise<Client> {
  const client = await clients.find(name)
  if (client) return client
  throw notFound('edge.client-not-found', { name })
}

function refuseOfFile({ name, origin, place }: Client): void {
  if (origin === 'file') throw conflict('edge.owned-by-file', { name, place: place ?? '' })
}

function present(
  { keys, devices }: Pick<Deps, 'keys' | 'devices'>,
  { name, origin, place, created_at }: Client,
): EdgeClient {
  const shown = keys.of(name).map(key => ({ ...shownKey(key), last_used_at: keys.lastUse(key) }))
  return { name, origin, place, created_at, objects: devices.of(name).length, keys: shown }
}
