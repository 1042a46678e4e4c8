import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import { type Path, pathText } from './problem.ts'
import { type JsonSchema, shapeOf } from './schema/json-schema.ts'
import type { Variables } from './variables.ts'
import type { Places } from './yaml/source-positions.ts'

type Mapping = Readonly<Record<string, unknown>>
type Reporter = { report(path: Path, message: Message, hint?: Message): void }

export type ExternalValuesOptions = {
  readonly variables: Variables
  /** `<key>_file` is relative to it. */
  readonly base_directory: string
  readonly places: Places
}

/** Values that the file leaves to others: `<key>_file` names a file that holds it, variables give the rest. */
export class ExternalValues {
  readonly #options: ExternalValuesOptions
  readonly #said = new Set<string>()

  constructor(options: ExternalValuesOptions) {
    this.#options = options
  }

  /** Such a value was text because variables are: it may stand for a number, and it may be a secret. */
  saidByVariable(path: Path): boolean {
    return this.#said.size > 0 && this.#said.has(pathText(path))
  }

  markVariable(path: Path): void {
    this.#said.add(pathText(path))
  }

  /** The mapping with what secret files and `env` variables of its schemas say; the same one when they say nothing. */
  fill(schemas: readonly JsonSchema[], value: Mapping, path: Path, reporter: Reporter): Mapping {
    let filled = value
    const put = (key: string, text: string, place: number | string) => {
      filled = { ...filled, [key]: text }
      this.#options.places.put([...path, key], place)
    }
    for (const shape of schemas.map(shapeOf)) {
      for (const [fileKey, key] of shape.secret_files) {
        const file = value[fileKey]
        if (file === undefined || filled[key] !== value[key]) continue
        const at = [...path, fileKey]
        const secret = value[key] === undefined ? this.#read(file) : { fault: say('config.beside', { key }) }
        if ('fault' in secret) reporter.report(at, secret.fault)
        else put(key, secret.text, this.#options.places.at(at))
      }
      for (const [key, variable] of shape.variables) {
        const text = this.#options.variables.values[variable]
        if (!text || (filled[key] ?? null) !== null) continue
        put(key, text, this.#options.variables.placeOf(variable))
        this.markVariable([...path, key])
      }
    }
    return filled
  }

  #read(file: unknown): { readonly text: string } | { readonly fault: Message } {
    if (typeof file !== 'string') return { fault: say('config.path') }
    try {
      const text = readFileSync(resolve(this.#options.base_directory, file), 'utf8').replace(/\r?\n$/, '')
      return text === '' ? { fault: say('config.secret-empty', { file }) } : { text }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'ENOENT') return { fault: say('config.secret-missing', { file }) }
      if (code === 'EACCES') return { fault: say('config.secret-forbidden', { file }) }
      if (code === 'EISDIR') return { fault: say('config.secret-folder', { file }) }
      return { fault: say('config.secret-unreadable', { file }) }
    }
  }
}
