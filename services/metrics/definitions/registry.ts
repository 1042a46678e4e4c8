import { say } from '../../../contracts/messages/words.ts'
import { conflict, notFound } from '../../../contracts/refusals.ts'
import type { Refusal } from '../../../kit/service/errors.ts'
import { isOutdated } from '../../../kit/service/revision.ts'
import type { ConfigProblem } from '../../../kit/service/service.ts'
import { nearest } from '../../../kit/service/validation-message.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { Defined } from './definition.ts'
import type { DefinitionStore } from './definition-store.ts'

type OfFile<Definition> = { readonly name: string; readonly definition: Definition; readonly place: string }

type Of<Definition> = {
  readonly store: Store
  readonly definitions: DefinitionStore<Definition>
  /** Where they are in the file, and where the API lists them. */
  readonly section: string
  readonly path: string
}

/** What is defined of one noun: by the file, which wins and is changed nowhere else, and over the API. */
export class Registry<Definition> {
  readonly #store: Store
  readonly definitions: DefinitionStore<Definition>
  readonly #section: string
  readonly #path: string

  constructor({ store, definitions, section, path }: Of<Definition>) {
    this.#store = store
    this.definitions = definitions
    this.#section = section
    this.#path = path
  }

  /** The file is in force: what is gone from it is archived with its history. */
  async applyFile(asked: readonly OfFile<Definition>[]): Promise<void> {
    await this.#store.transaction(async () => {
      const stored = new Map((await this.definitions.all()).map(one => [one.name, one]))
      for (const { name, definition, place } of asked) {
        const before = stored.get(name)
        const next = inForce(name, definition, { origin: 'file', place, revision: (before?.revision ?? 0) + 1 })
        if (!before || !isSame(before, next)) await this.definitions.put(next)
      }
      const wanted = new Set(asked.map(({ name }) => name))
      for (const one of stored.values())
        if (one.origin === 'file' && !one.archived && !wanted.has(one.name))
          await this.definitions.put({ ...one, archived: true, revision: one.revision + 1 })
    })
  }

  /** Of a file that is about to come into force: what people made over the API stays theirs. */
  async conflictsWithApi(names: readonly string[]): Promise<ConfigProblem[]> {
    const stored = await this.definitions.inForce()
    const theirs = new Set(stored.filter(({ origin }) => origin === 'api').map(({ name }) => name))
    return names.flatMap((name, index) =>
      theirs.has(name)
        ? [
            {
              path: ['metrics', this.#section, index],
              message: say('configuration.made-by-api', { name }),
            },
          ]
        : [],
    )
  }

  async find(name: string): Promise<Defined<Definition>> {
    const found = await this.definitions.find(name)
    if (found && !found.archived) return found
    throw await this.#missing(name)
  }

  /** For whoever may not know that it is there, the same as for a name that nobody uses: nothing else is named. */
  absent(name: string): Refusal {
    return notFound('metrics.not-found', { name, hint: say('hint.lists', { path: this.#path }) })
  }

  async #missing(name: string): Promise<Refusal> {
    const names = (await this.definitions.list({ limit: 1_000 })).map(one => one.name)
    const meant = nearest(name, names)
    const hint = meant === undefined ? say('hint.lists', { path: this.#path }) : say('hint.meant', { word: meant })
    return notFound('metrics.not-found', { name, hint })
  }

  create(name: string, definition: Definition): Promise<Defined<Definition>> {
    return this.#store.transaction(async () => {
      const before = await this.definitions.find(name)
      if (before && !before.archived) {
        throw before.place
          ? conflict('metrics.name-taken:file', { name, place: before.place })
          : conflict('metrics.name-taken', { name })
      }
      return this.#put(inForce(name, definition, { origin: 'api', place: null, revision: (before?.revision ?? 0) + 1 }))
    })
  }

  /** `change` is given what is there, whose secrets may stand in for those that are left out. */
  replace(
    name: string,
    asked: { readonly revision?: number | undefined },
    change: (before: Defined<Definition>) => Definition,
  ): Promise<Defined<Definition>> {
    return this.#store.transaction(async () => {
      const before = await this.#changeable(name)
      if (isOutdated(asked.revision, before)) throw conflict('metrics.changed-meanwhile')
      const place = { origin: 'api', place: null, revision: before.revision + 1 } as const
      return this.#put(inForce(name, change(before), place))
    })
  }

  async remove(name: string): Promise<void> {
    await this.#store.transaction(async () => {
      const before = await this.#changeable(name)
      await this.#put({ ...before, archived: true, revision: before.revision + 1 })
    })
  }

  async #changeable(name: string): Promise<Defined<Definition>> {
    const before = await this.find(name)
    if (before.origin === 'file') throw conflict('metrics.owned-by-file', { name, place: before.place ?? '' })
    return before
  }

  async #put(defined: Defined<Definition>): Promise<Defined<Definition>> {
    await this.definitions.put(defined)
    return defined
  }
}

type Made = Pick<Defined<unknown>, 'origin' | 'place' | 'revision'>

const inForce = <Definition>(
  name: string,
  definition: Definition,
  { origin, place, revision }: Made,
): Defined<Definition> => ({ name, definition, origin, place, archived: false, revision, unreadable: null })

const isSame = (one: Defined<unknown>, other: Defined<unknown>): boolean =>
  !one.archived &&
  one.origin === other.origin &&
  one.place === other.place &&
  one.unreadable === null &&
  JSON.stringify(one.definition) === JSON.stringify(other.definition)
