import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import type { FunctionsConfig } from '../config.ts'
import type { SecretsOfFunction } from '../runners/functions.ts'
import type { FunctionSpec } from '../stack/stack.ts'
import type { SecretStore } from './secret-store.ts'

type Parts = { readonly stored: SecretStore; readonly redactor: Redactor; readonly base_directory: string }

/** What the configuration names, and what was set over the API; the configuration wins. Kept in memory in plain, on disk never. */
export class Secrets {
  readonly #parts: Parts
  #named: Readonly<Record<string, string>> = {}
  #ofFile: ReadonlyMap<string, string> = new Map()
  #set: ReadonlyMap<string, string> = new Map()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The configuration is in force. */
  apply({ functions }: FunctionsConfig): void {
    this.#named = functions?.secrets ?? {}
    this.readFiles()
  }

  /** Absolute; whoever renews a secret writes its file anew. */
  files(): readonly string[] {
    const named = Object.entries(this.#named).filter(([key]) => key.endsWith(fileKey))
    return named.map(([, file]) => resolve(this.#parts.base_directory, file))
  }

  readFiles(): void {
    const { base_directory } = this.#parts
    this.#ofFile = new Map(
      Object.entries(this.#named).flatMap(([key, value]) => {
        if (!key.endsWith(fileKey)) return [[key, value] as const]
        const text = textOf(resolve(base_directory, value))
        return text === undefined ? [] : [[key.slice(0, -fileKey.length), text] as const]
      }),
    )
    this.#know()
  }

  /** After each change of a row. */
  async load(): Promise<void> {
    this.#set = await this.#parts.stored.all()
    this.#know()
  }

  names(): readonly string[] {
    return [...new Set([...this.#ofFile.keys(), ...this.#set.keys()])].sort()
  }

  isOfFile(name: string): boolean {
    return this.#ofFile.has(name)
  }

  /** Only those that its stack names. */
  of({ secrets }: Pick<FunctionSpec, 'secrets'>): SecretsOfFunction {
    const found = secrets.map(name => [name, this.#ofFile.get(name) ?? this.#set.get(name)] as const)
    const known = found.filter((one): one is readonly [string, string] => one[1] !== undefined)
    return { values: Object.fromEntries(known), missing: secrets.filter(name => !known.some(([one]) => one === name)) }
  }

  /** Whatever a function writes or answers is kept without them. */
  #know(): void {
    const values = [...this.#ofFile.values(), ...this.#set.values()]
    this.#parts.redactor.know('secrets of functions', [...values, ...values.map(value => value.trim())])
  }
}

/** No name of a secret ends so: they have no underscores. */
const fileKey = '_file'

/** A line break at its end is of the editor. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch {
    return undefined
  }
}
