import { resolve } from 'node:path'
import type { Header, TableLine } from '../backup/format.ts'
import { Loader, makeTables, unknownMigrations } from '../backup/load-service.ts'
import { readBackup, type Taker } from '../backup/read-backup.ts'
import { finishRestore } from '../backup/restore-folder.ts'
import { type Staging, stagingIn } from '../backup/staging.ts'
import type { ProgramOptions } from '../config/program.ts'
import { conflict } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { makeDataFolder } from '../store/data-folder.ts'
import type { EngineConnection } from '../store/engine.ts'
import { Storage } from '../store/storage.ts'
import type { BackupFlags } from './backup.ts'
import { load, type Program, printProblems } from './program.ts'
import { BackupKeys } from './restore-key.ts'

export const restoreHelp = `
All or nothing: until the whole file has been read and its checksums are right, what is there stays as it is. Refused while
Vigie runs on the data, when the file is damaged or of a newer Vigie, and, without --force, when there is data already; that
is kept aside. People stay signed in as they were; what was sent after the backup was made may be sent again.

Secrets in it are encrypted with the key file of the installation that made it. Where that is not the present one
(VIGIE_KEY_FILE, else installation.key in the data folder), give it with --key-file: it is kept as an earlier key, and the
next start encrypts all with the present one. Without it everything else is restored and works, people can sign in, and what
has to be entered again is listed here, in the log and by "vigie key check".`

export type RestoreFlags = BackupFlags & { readonly key_file?: string | undefined }

export async function restore(program: Program, options: ProgramOptions, flags: RestoreFlags): Promise<number> {
  const loaded = load(program, options)
  if (!loaded.ok) {
    printProblems(program, loaded)
    return 1
  }
  const { data } = options
  const { url } = loaded.settings.store
  const place = { data, url, key_file: loaded.environment.VIGIE_KEY_FILE }
  const names = program.services.map(({ name }) => name)
  const storage = await Storage.open({ data, url, patient: true })
  makeDataFolder(data)
  try {
    await storage.claimAlone(names)
    finishRestore(data)
    const staging = await stagingIn({ data, url }, storage, names)
    try {
      if (staging.taken && !flags.force) throw dataExists(url ? 'the database' : data)
      const keys = await BackupKeys.at(place, flags.key_file)
      const header = await restoreFrom(flags, program, { staging, keys })
      flags.print(
        `restored ${Object.keys(header.services).join(', ')} as of ${header.made_at} (Vigie ${header.version})`,
      )
      const restored = program.services.filter(({ name }) => Object.hasOwn(header.services, name))
      for (const line of await keys.linesAfter(restored, place)) flags.print(line)
      if (staging.taken) flags.print(`what was there before is in ${staging.aside}; remove it when nobody misses it`)
      return 0
    } finally {
      await staging.end()
    }
  } finally {
    await storage.close()
  }
}

const dataExists = (where: string) =>
  conflict('kit.data-exists', `there is data in ${where} already; --force puts it aside and restores in its place`)

type Into = { readonly staging: Staging; readonly keys: BackupKeys }

async function restoreFrom({ file, progress }: BackupFlags, program: Program, into: Into): Promise<Header> {
  const { staging, keys } = into
  const restoring = new Restoring(program, into)
  try {
    const header = await readBackup(
      { path: resolve(file), progress: (done, total) => progress(done, total, 'kB') },
      restoring,
    )
    keys.bring()
    await staging.commit(header.files)
    return header
  } finally {
    await restoring.end()
  }
}

/** Each service's tables are made as the backup's header describes them, filled, and closed. */
class Restoring implements Taker {
  readonly #program: Program
  readonly #staging: Staging
  readonly #keys: BackupKeys
  #header: Header | undefined
  #open: { readonly service: string; readonly connection: EngineConnection; readonly loader: Loader } | undefined

  constructor(program: Program, { staging, keys }: Into) {
    this.#program = program
    this.#staging = staging
    this.#keys = keys
  }

  async begin(header: Header): Promise<void> {
    for (const [name, { migrations }] of Object.entries(header.services)) {
      const service = this.#service(name)
      const unknown = service ? unknownMigrations(service, migrations) : [name]
      if (unknown.length === 0) continue
      throw conflict(
        'kit.newer-backup',
        `the backup is of Vigie ${header.version}; this one (${this.#program.version}) does not know ${unknown.join(', ')}`,
      )
    }
    this.#keys.require(header)
    this.#header = header
  }

  async table(line: TableLine): Promise<void> {
    this.#open ??= await this.#begin(line.service)
    await this.#open.loader.table(line)
  }

  async row(row: Parameters<Taker['row']>[0]): Promise<void> {
    await this.#open?.loader.row(row)
  }

  async endOf(service: string): Promise<void> {
    this.#open ??= await this.#begin(service)
    await this.#open.loader.commit()
    await this.#open.connection.close()
    this.#open = undefined
  }

  /** When it broke off in the middle of a service. */
  async end(): Promise<void> {
    await this.#open?.loader.rollback()
    await this.#open?.connection.close()
    this.#open = undefined
  }

  async #begin(name: string) {
    const service = this.#service(name)
    const had = this.#header?.services[name]?.migrations ?? []
    const connection = await this.#staging.open(name)
    try {
      if (service) await makeTables(connection, service, had)
      return { service: name, connection, loader: await Loader.begin(connection) }
    } catch (thrown) {
      await connection.close()
      throw thrown
    }
  }

  #service(name: string): Service | undefined {
    return this.#program.services.find(service => service.name === name)
  }
}
