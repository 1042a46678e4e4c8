import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import type { EncodedPage } from './encoded-page.ts'
import { fileOf, writePublicFile } from './public-folder.ts'

type Deps = { readonly folder: string; readonly clock: Clock; readonly log: Log }

/** However often a page changes, its file is written at most this often. */
const writeEveryMs = 1_000

/** The rendered pages by address: what requests are answered from, and what stays on disk when the program is gone. */
export class PageCache {
  readonly #parts: Deps
  readonly #documents = new Map<string, EncodedPage>()
  readonly #unwritten = new Map<string, Buffer>()
  #timer: Timer | undefined
  #failing = false
  #writing: Promise<void> = Promise.resolve()

  constructor(parts: Deps) {
    this.#parts = parts
  }

  get(address: string): EncodedPage | undefined {
    return this.#documents.get(address)
  }

  addresses(): readonly string[] {
    return [...this.#documents.keys()]
  }

  /** As it was found on disk. */
  restore(address: string, document: EncodedPage): void {
    this.#documents.set(address, document)
  }

  put(address: string, document: EncodedPage): void {
    this.#documents.set(address, document)
    const file = fileOf(address)
    if (file === null) return
    this.#unwritten.set(file, document.bytes)
    this.#timer ??= this.#parts.clock.after(writeEveryMs, () => {
      this.#timer = undefined
      this.#writing = this.#writing.then(() => this.#write())
    })
  }

  /** No longer kept ready; its file stays. */
  remove(address: string): void {
    this.#documents.delete(address)
  }

  async stop(): Promise<void> {
    this.#timer?.cancel()
    await this.#writing
    await this.#write()
  }

  async #write(): Promise<void> {
    const files = [...this.#unwritten]
    this.#unwritten.clear()
    let failure: unknown
    for (const [file, bytes] of files) {
      try {
        await writePublicFile(this.#parts.folder, file, bytes)
      } catch (thrown) {
        failure ??= thrown
      }
    }
    // A full disk takes nothing from readers: pages are in memory, and each is written again when it changes.
    if (failure && !this.#failing) {
      this.#parts.log.warn({ err: failure, folder: this.#parts.folder }, 'public pages could not be written to disk')
    }
    this.#failing = failure !== undefined
  }
}
