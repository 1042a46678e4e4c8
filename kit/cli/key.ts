import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isRestoreUnfinished } from '../backup/restore-folder.ts'
import { migrationsOf } from '../backup/snapshot.ts'
import type { ProgramOptions } from '../config/program.ts'
import { type KeyFile, type KeyPlace, newKey, readKeyFile, writeKeyFile } from '../secrets/key-file.ts'
import { Keyring } from '../secrets/keyring.ts'
import { type MissingSecret, missingOf } from '../secrets/missing-secrets.ts'
import { keysOfData, unreadableSecrets } from '../secrets/seal-columns.ts'
import { conflict, messageOf, notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { migrationsOfService, openStored } from '../store/service-store.ts'
import { Storage } from '../store/storage.ts'
import { pendingMigrations } from '../store/store.ts'
import { olderData, restoreUnfinished } from './backup.ts'
import { load, type Program, printProblems } from './program.ts'
import { readStore } from './read-store.ts'

export const keyCheckHelp = `
Says which key file is used and lists every secret that it does not open, with what there is to do; exit code 1 if there is
one. Nothing is changed; also beside a running Vigie.`

export const keyRotateHelp = `
Makes a new key, encrypts every secret anew, and forgets the key before. Stop Vigie first. An interruption loses nothing:
the earlier key stays in the file until all is done, and the next "vigie key rotate", or the next start, goes on. To bring a
key of your own, put it on a line above the present one (openssl rand -base64 32). Backups made before need the earlier key:
keep a copy of it as long as you keep them. What was read by others has to be replaced where it was given out: a new key
makes no old password safe.`

export type KeyFlags = {
  readonly print: (line: string) => void
  readonly progress: (done: number, total: number, what: string) => void
}

type Where = KeyPlace & { readonly data: string; readonly url: string | undefined }
type Loaded = { readonly where: Where; readonly peers: readonly string[] }

function prepare(program: Program, options: ProgramOptions): Loaded | null {
  const loaded = load(program, options)
  if (!loaded.ok) {
    printProblems(program, loaded)
    return null
  }
  const { settings, environment } = loaded
  if (isRestoreUnfinished(options.data)) throw restoreUnfinished(options.data)
  return {
    where: { data: options.data, url: settings.store.url, key_file: environment.VIGIE_KEY_FILE },
    peers: Object.keys(settings.peers),
  }
}

export async function checkKey(program: Program, options: ProgramOptions, { print }: KeyFlags): Promise<number> {
  const loaded = prepare(program, options)
  if (!loaded) return 1
  const { where } = loaded
  const keys = await readKeyFile(where)
  print(keys.ring.current === null ? `there is no key file at ${keys.file}` : `${keys.file}: key ${keys.ring.current}`)
  const missing: MissingSecret[] = []
  const needed = new Set<string>()
  for (const service of await servicesWithData(program, where)) {
    const store = await readStore(service, where)
    try {
      missing.push(...missingOf(service.name, await unreadableSecrets(store, service.secrets ?? [])))
      for (const id of await keysOfData(store)) if (!keys.ring.has(id)) needed.add(id)
    } finally {
      await store.close()
    }
  }
  for (const line of linesOf(missing)) print(line)
  if (needed.size > 0) print(`the data were encrypted with another key: ${[...needed].join(', ')}`)
  if (missing.length === 0 && needed.size === 0) print('every secret can be read')
  return missing.length > 0 || needed.size > 0 ? 1 : 0
}

export const linesOf = (missing: readonly MissingSecret[]): string[] =>
  missing.map(({ service, kind, name, what_to_do }) => `${service} ${kind} of ${name}: ${what_to_do}`)

export async function rotateKey(program: Program, options: ProgramOptions, flags: KeyFlags): Promise<number> {
  const loaded = prepare(program, options)
  if (!loaded) return 1
  const { where, peers } = loaded
  const storage = await Storage.open({ ...where, patient: true })
  try {
    await storage.claimAlone(program.services.map(({ name }) => name))
    const services = await servicesWithData(program, where)
    for (const service of services) await requireCurrent(service, storage, where)
    const keys = await withNewKey(where)
    const missing = await sealAll(services, storage, { keys, flags })
    for (const line of linesOf(missing)) flags.print(`cannot be read, and stays as it is: ${line}`)
    const elsewhere = peers.filter(name => !services.some(one => one.name === name))
    return end(keys, elsewhere, flags)
  } finally {
    await storage.close()
  }
}

async function servicesWithData(program: Program, { data, url }: Where): Promise<Service[]> {
  if (!url)
    return withSome(
      program.services.filter(({ name }) => existsSync(join(data, `${name}.db`))),
      data,
    )
  const storage = await Storage.open({ data, url, patient: true })
  try {
    const found: Service[] = []
    for (const service of program.services) {
      if ((await migrationsOf(storage.connect(service.name))).length > 0) found.push(service)
    }
    return withSome(found, 'the database')
  } finally {
    await storage.close()
  }
}

function withSome(services: Service[], where: string): Service[] {
  if (services.length > 0) return services
  throw notFound('kit.no-data', `there is no data in ${where}: has Vigie run here? (--data names another folder)`)
}

async function requireCurrent(service: Service, storage: Storage, { data, url }: Where): Promise<void> {
  const connection = storage.connect(service.name)
  const pending = await pendingMigrations(connection, migrationsOfService(service))
  await connection.close()
  if (pending.length > 0) throw olderData(service.name, url ? 'the database' : data)
}

/** Two keys in the file are a rotation that was interrupted, or prepared by hand: the first of them is the new one. */
async function withNewKey(where: Where): Promise<KeyFile> {
  const before = await readKeyFile(where)
  if (before.keys.length === 0) {
    throw conflict(
      'kit.no-key-file',
      `there is no key file at ${before.file}: start Vigie once, or name it in VIGIE_KEY_FILE`,
    )
  }
  if (before.keys.length > 1) return before
  const keys = [newKey(), ...before.keys]
  writeKeyFile(before.file, keys)
  return { ...before, keys, ring: new Keyring(keys) }
}

type Sealing = { readonly keys: KeyFile; readonly flags: KeyFlags }

async function sealAll(services: readonly Service[], storage: Storage, { keys, flags }: Sealing) {
  const missing: MissingSecret[] = []
  for (const [index, service] of services.entries()) {
    const { store, unreadable } = await openStored(service, storage.connect(service.name), keys)
    await store.close()
    missing.push(...missingOf(service.name, unreadable))
    flags.progress(index + 1, services.length, service.name)
  }
  return missing
}

function end({ file, keys }: KeyFile, elsewhere: readonly string[], { print }: KeyFlags): number {
  const [current, ...earlier] = keys
  if (!current) return 1
  print(`every secret that could be read is encrypted with the key ${current.id}`)
  const named = earlier.map(({ id }) => id).join(', ')
  if (elsewhere.length > 0) {
    print(`the earlier key ${named} stays in ${file}: ${elsewhere.join(', ')} run elsewhere.`)
    print('Give them this file, run "vigie key rotate" there, and take the lines below the first away at last.')
    return 0
  }
  try {
    writeKeyFile(file, [current])
  } catch (thrown) {
    print(`${messageOf(thrown).split(';')[0]}: take the lines below the first away by hand`)
    return 1
  }
  print(`the earlier key ${named} is forgotten; backups made before need a copy of it`)
  return 0
}
