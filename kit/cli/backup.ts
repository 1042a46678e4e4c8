import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { keptFiles } from '../backup/format.ts'
import { isRestoreUnfinished } from '../backup/restore-folder.ts'
import { migrationsOf } from '../backup/snapshot.ts'
import { type Source, writeBackup } from '../backup/write-backup.ts'
import type { ProgramOptions } from '../config/program.ts'
import { iso, systemClock } from '../runtime/clock.ts'
import { readKeyFile } from '../secrets/key-file.ts'
import { conflict, notFound } from '../service/errors.ts'
import { Storage } from '../store/storage.ts'
import { load, type Program, printProblems } from './program.ts'

export const backupHelp = `
The file holds all that the services know: checks and results, incidents, users, subscribers, queues. It can be made while
Vigie runs, and restored on SQLite or PostgreSQL, whichever it came from. Password hashes and addresses of people are in it:
only you can read it (mode 0600); keep it so. Secrets that are used again (of checks, webhooks, second factors) are in it as
they lie in the database: encrypted. THE KEY FILE THAT OPENS THEM IS NOT IN IT (VIGIE_KEY_FILE, else installation.key in the
data folder): keep a copy of that somewhere else. The configuration (vigie.yaml) is not in it, nor what is made from the
data: printed pages, incident files.`

export type BackupFlags = {
  readonly file: string
  readonly force: boolean
  readonly print: (line: string) => void
  readonly progress: (done: number, total: number, what: string) => void
}

export async function backup(program: Program, options: ProgramOptions, flags: BackupFlags): Promise<number> {
  const loaded = load(program, options)
  if (!loaded.ok) {
    printProblems(program, loaded)
    return 1
  }
  const { file, force, print } = flags
  const path = resolve(file)
  if (existsSync(path) && !force) {
    throw conflict('kit.file-exists', `${file} exists already; --force writes over it, or choose another name`)
  }
  const { data } = options
  const { url } = loaded.settings.store
  if (isRestoreUnfinished(data)) throw restoreUnfinished(data)
  const clock = systemClock()
  const sources: Source[] = []
  const storage = await Storage.open({ data, url, patient: true })
  try {
    for (const { name, files } of program.services) {
      if (!url && !existsSync(join(data, `${name}.db`))) continue
      const connection = storage.connect(name)
      sources.push({ service: name, connection, files: files && { rows: files, data } })
      if ((await migrationsOf(connection)).length === 0) await sources.pop()?.connection.close()
    }
    if (sources.length === 0) {
      throw notFound('kit.no-data', `there is no data in ${url ? 'the database' : data}: has Vigie run here?`)
    }
    const keys = await readKeyFile({ data, key_file: loaded.environment.VIGIE_KEY_FILE })
    const rows = await writeBackup(path, {
      version: program.version,
      made_at: iso(clock.now()),
      sources,
      files: readKept(data),
      key: keys.ring.current,
      progress: flags.progress,
    })
    print(`${file}: ${rows} row(s) of ${sources.map(({ service }) => service).join(', ')}`)
    const elsewhere = Object.keys(loaded.settings.peers).filter(name => !sources.some(one => one.service === name))
    if (elsewhere.length > 0) print(`not in it, because they run elsewhere: ${elsewhere.join(', ')}`)
    print(`not in it: the key file, without which its secrets cannot be read; keep a copy of ${keys.file} elsewhere`)
    return 0
  } finally {
    clock.stop()
    for (const { connection } of sources) await connection.close()
    await storage.close()
  }
}

export const olderData = (service: string, where: string) =>
  conflict('kit.older-data', `the data of ${service} in ${where} is of an older version: start Vigie on it once`)

export const restoreUnfinished = (data: string) =>
  conflict('kit.restore-unfinished', `a restore of ${data} was interrupted when it was all but done: start Vigie once`)

function readKept(data: string): Record<string, string> {
  const there = keptFiles.filter(name => existsSync(join(data, name)))
  return Object.fromEntries(there.map(name => [name, readFileSync(join(data, name), 'utf8')]))
}
