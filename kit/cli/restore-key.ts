import type { Header } from '../backup/format.ts'
import { type KeyFile, type KeyPlace, readKeyFile, writeKeyFile } from '../secrets/key-file.ts'
import { type MissingSecret, missingOf } from '../secrets/missing-secrets.ts'
import { unreadableSecrets } from '../secrets/seal-columns.ts'
import { conflict, notFound, Refusal } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { linesOf } from './key.ts'
import { readStore } from './read-store.ts'

/** The keys that a backup needs, against those that are here and those that somebody brings. */
export class BackupKeys {
  readonly #present: KeyFile
  readonly #brought: KeyFile | undefined
  #needed: readonly string[] = []

  private constructor(present: KeyFile, brought: KeyFile | undefined) {
    this.#present = present
    this.#brought = brought
  }

  static async at(place: KeyPlace, key_file: string | undefined): Promise<BackupKeys> {
    const brought = key_file === undefined ? undefined : await readKeyFile({ ...place, key_file })
    if (brought?.keys.length === 0) throw notFound('kit.no-such-file', `there is no key file ${brought.file}`)
    return new BackupKeys(await readKeyFile(place), brought)
  }

  /** Refuses a file that is brought in vain. */
  require({ keys = [] }: Header): void {
    this.#needed = keys.filter(id => !this.#present.ring.has(id))
    const brought = this.#brought
    if (!brought) return
    const missing = this.#needed.filter(id => !brought.ring.has(id))
    if (missing.length === 0) return
    const has = brought.keys.map(({ id }) => id).join(', ')
    throw conflict('kit.wrong-key', `${brought.file} has the key ${has}; the backup needs ${missing.join(', ')}`)
  }

  /** What was brought stands behind what is in use: the next start encrypts all with that. */
  bring(): void {
    if (!this.#brought || this.#needed.length === 0) return
    const { file, keys, ring } = this.#present
    writeKeyFile(file, [...keys, ...this.#brought.keys.filter(({ id }) => !ring.has(id))])
  }

  /** For the operator, when nobody has brought it. */
  async linesAfter(services: readonly Service[], where: Where): Promise<string[]> {
    if (this.#brought || this.#needed.length === 0) return []
    const { file, keys } = this.#present
    const there = keys.length === 0 ? `there is no key file at ${file}` : `${file} has another one`
    const missing = linesOf(await missingAfterRestore(services, where))
    return [
      `the secrets in it were encrypted with the key ${this.#needed.join(', ')}, and ${there}.`,
      `Everything else is restored. To have them too: put that key file at ${file} before the next start, or its line`,
      'below the one that is there, or restore once more with --key-file.',
      ...(missing.length > 0 ? ['Without it these have to be entered again:'] : []),
      ...missing.map(line => `  ${line}`),
    ]
  }
}

type Where = KeyPlace & { readonly url: string | undefined }

async function missingAfterRestore(services: readonly Service[], where: Where): Promise<MissingSecret[]> {
  const missing: MissingSecret[] = []
  for (const service of services) {
    try {
      const store = await readStore(service, where)
      missing.push(...missingOf(service.name, await unreadableSecrets(store, service.secrets ?? [])))
      await store.close()
    } catch (thrown) {
      // An older version encrypted nothing.
      if (!(thrown instanceof Refusal) || thrown.code !== 'kit.older-data') throw thrown
    }
  }
  return missing
}
