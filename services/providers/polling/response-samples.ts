import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Document } from '../adapters/reading/adapter.ts'

const mostPerProvider = 4 * 1_048_576
const mostInAll = 32 * 1_048_576
const keptMs = 90 * 86_400_000

type Kept = { readonly file: string; readonly provider: string; readonly name: string; readonly size: number }

const compress = promisify(gzip)

/** What providers sent while they were in trouble or could not be read, as it came: real ones are rare. */
export class ResponseSamples {
  readonly #folder: string
  /** Of the last one kept of each provider. */
  readonly #last = new Map<string, string>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Not again what was kept last. `at` is epoch milliseconds. */
  async keep(provider: string, documents: readonly Document[], at: number): Promise<void> {
    const print = createHash('sha256')
    for (const { body } of documents) print.update(body)
    const hash = print.digest('base64')
    if (documents.length === 0 || this.#last.get(provider) === hash) return
    this.#last.set(provider, hash)
    const folder = join(this.#folder, provider)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const stamp = new Date(at).toISOString().replace(/[:.]/g, '-')
    for (const [index, document] of documents.entries()) {
      const file = join(folder, `${stamp}-${index}.${extensionOf(document)}.gz`)
      await writeFile(file, await compress(document.body), { mode: 0o600 })
    }
    await this.#prune(at)
  }

  /** The oldest go first: of this provider, then of all. */
  async #prune(now: number): Promise<void> {
    const all = await this.#list()
    const oldest = new Date(now - keptMs).toISOString().replace(/[:.]/g, '-')
    const gone = new Set(all.filter(({ name }) => name < oldest))
    for (const own of Map.groupBy(all, ({ provider }) => provider).values()) dropOldest(own, mostPerProvider, gone)
    dropOldest(all, mostInAll, gone)
    for (const { file } of gone) await rm(file, { force: true })
  }

  /** The newest first. */
  async #list(): Promise<Kept[]> {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true })
    const files = entries.filter(entry => entry.isFile() && entry.name.endsWith('.gz'))
    const kept = await Promise.all(
      files.map(async ({ name, parentPath }) => {
        const file = join(parentPath, name)
        return { file, name, provider: parentPath, size: (await stat(file)).size }
      }),
    )
    return kept.sort((a, b) => (a.name < b.name ? 1 : -1))
  }
}

function dropOldest(newestFirst: readonly Kept[], limit: number, gone: Set<Kept>): void {
  let size = 0
  for (const one of newestFirst) {
    if (gone.has(one)) continue
    size += one.size
    if (size > limit) gone.add(one)
  }
}

function extensionOf({ content_type }: Document): string {
  if (/json/i.test(content_type ?? '')) return 'json'
  if (/html/i.test(content_type ?? '')) return 'html'
  return /xml|rss|atom/i.test(content_type ?? '') ? 'xml' : 'txt'
}
