import { say } from '../../messages/kit-catalogue.ts'
import type { Message } from '../../messages/message.ts'
import type { ConfigProblem } from '../../service/service.ts'
import type { ExternalValues } from '../external-values.ts'
import { type Path, type Problem, pathText } from '../problem.ts'
import type { Places } from '../yaml/source-positions.ts'
import { alternativeOf, type KindTaken } from './alternatives.ts'
import { descriptionInstead, expected } from './error-messages.ts'
import { describesKeys, isMapping, itemsOf, type JsonSchema, propertyOf, shapeOf } from './json-schema.ts'
import { readLeaf } from './read-leaf.ts'
import { unknownKey } from './unknown-key.ts'

/** Stands for a value that cannot be used; why is among the problems. */
export const wrong = Symbol('wrong')

type Mapping = Readonly<Record<string, unknown>>

/** What one of the views says about the value at hand, and where its reading of the value goes. */
type View = { readonly schema: JsonSchema; readonly kinds?: KindTaken | undefined; readonly index: number }
type MappingView = View & { readonly output: Record<string, unknown> }

/**
 * Reads one value through several schemas at once: each service has its own view of a section, a key is known when any
 * of them knows it, and one wrong place is told once. Values come back with defaults filled in and durations in seconds.
 */
export class SchemaReader {
  readonly problems: Problem[] = []
  readonly #places: Places
  readonly #outside: ExternalValues
  readonly #told = new Set<string>()
  readonly #secrets: string[] = []
  readonly #kept = new WeakMap<object, readonly number[]>()

  constructor(places: Places, outside: ExternalValues) {
    this.#places = places
    this.#outside = outside
  }

  /** One value per schema, or `wrong`. */
  read(schemas: readonly JsonSchema[], value: unknown, path: Path): unknown[] {
    const results: unknown[] = schemas.map(() => wrong)
    const mappings: MappingView[] = []
    const lists: View[] = []
    for (const [index, schema] of schemas.entries()) {
      const view = this.#take(schema, value, path)
      if (!view) continue
      // Such as headers: its parts are not printed either.
      if (schema.secret && typeof value === 'object') this.#secrets.push(pathText(path))
      if (isMapping(value) && describesKeys(view.schema)) mappings.push({ ...view, index, output: {} })
      else if (Array.isArray(value) && itemsOf(view.schema)) lists.push({ ...view, index })
      else results[index] = this.#leaf(view.schema, value, path)
    }
    if (isMapping(value) && mappings.length > 0) {
      // What a kind that is not known would allow cannot be known either: its keys are left in peace.
      this.#mapping(mappings, value, path, mappings.length < schemas.length)
      for (const { index, schema, output } of mappings) if (this.#isComplete(schema, output)) results[index] = output
    }
    if (Array.isArray(value) && lists.length > 0) this.#list(lists, results, value, path)
    return results
  }

  report(path: Path, message: Message, hint?: Message): void {
    const field = pathText(path)
    if (this.#told.has(field)) return
    this.#told.add(field)
    this.problems.push(this.problem({ path, message, hint }))
  }

  problem({ path, message, hint }: Pick<ConfigProblem, 'path' | 'message' | 'hint'>): Problem {
    return { place: this.#places.placeOf(path), path, message, hint }
  }

  /** Something at the path, around it or within it is told already. */
  hasTold(path: Path): boolean {
    const field = pathText(path)
    return [...this.#told].some(told => isWithin(told, field) || isWithin(field, told))
  }

  /** A path within a value that was read → the path in the file: items that were wrong are missing in the value. */
  pathInFile(value: unknown, path: Path): Path {
    let inside: unknown = value
    return path.map(part => {
      const around = inside
      inside = around !== null && typeof around === 'object' ? (around as Record<string | number, unknown>)[part] : null
      return Array.isArray(around) ? (this.#kept.get(around)?.[Number(part)] ?? part) : part
    })
  }

  #take(schema: JsonSchema, value: unknown, path: Path): Omit<View, 'index'> | undefined {
    if (!schema.anyOf) return { schema }
    const taken = alternativeOf(schema, value, one => this.#faults(one, value, path))
    if ('schema' in taken) return taken
    this.report([...path, taken.key], taken.message, taken.hint)
    return undefined
  }

  #faults(schema: JsonSchema, value: unknown, path: Path): number {
    const trial = new SchemaReader(this.#places, this.#outside)
    trial.read([schema], value, path)
    return trial.problems.length
  }

  #leaf(schema: JsonSchema, value: unknown, path: Path): unknown {
    const isSecret = this.#secrets.length > 0 && this.#secrets.some(secret => isWithin(pathText(path), secret))
    const leaf = readLeaf(isSecret ? { ...schema, secret: true } : schema, value, this.#outside.saidByVariable(path))
    if ('value' in leaf) return leaf.value
    this.report(path, leaf.message, leaf.hint)
    return leaf.meant ?? wrong
  }

  #list(views: readonly View[], results: unknown[], value: readonly unknown[], path: Path): void {
    const schemas = views.map(({ schema }) => itemsOf(schema) ?? {})
    const lists = views.map(({ schema, index }) => ({ schema, index, items: [] as unknown[], kept: [] as number[] }))
    for (const [at, item] of value.entries()) {
      const read = this.read(schemas, item, [...path, at])
      for (const [nth, list] of lists.entries()) {
        if (read[nth] === wrong) continue
        list.items.push(read[nth])
        list.kept.push(at)
      }
    }
    for (const { schema, index, items, kept } of lists) {
      if (kept.length < value.length) this.#kept.set(items, kept)
      const fault = countFault(schema, value)
      if (fault) this.report(path, fault)
      else results[index] = items
    }
  }

  #mapping(views: readonly MappingView[], written: Mapping, path: Path, lenient: boolean): void {
    const schemas = views.map(({ schema }) => schema)
    const value = this.#outside.fill(schemas, written, path, this)
    const meant = new Set<string>()
    for (const [key, inside] of Object.entries(value)) {
      // A section with nothing below it: all of it is commented out.
      if (path.length === 0 && inside === null) continue
      const inner = [...path, key]
      const takers = views.flatMap(({ schema, output }) => {
        const property = propertyOf(schema, key)
        return property ? [{ property, output }] : []
      })
      if (takers.length > 0) {
        const properties = takers.map(({ property }) => property)
        const read = this.read(properties, inside, inner)
        for (const [nth, { output }] of takers.entries()) if (read[nth] !== wrong) output[key] = read[nth]
        continue
      }
      for (const { schema, output } of views) if (shapeOf(schema).open) output[key] = inside
      if (lenient || isAllowed(schemas, inner)) continue
      const unknown = unknownKey(views, key, path.length === 0)
      this.report(inner, unknown.message, unknown.hint)
      if (unknown.meant !== undefined) meant.add(unknown.meant)
    }
    for (const { schema, output } of views) this.#fillDefaults(schema, output, path)
    for (const { schema, output } of views) this.#tellMissing(schema, output, { value, meant, path })
  }

  #fillDefaults(schema: JsonSchema, output: Record<string, unknown>, path: Path): void {
    for (const [key, property] of shapeOf(schema).properties) {
      if (property.default === undefined || Object.hasOwn(output, key)) continue
      const { default: value } = property
      output[key] = this.read([property], isObject(value) ? structuredClone(value) : value, [...path, key])[0]
    }
  }

  #tellMissing(schema: JsonSchema, output: Mapping, around: { value: Mapping; meant: Set<string>; path: Path }): void {
    const { value, meant, path } = around
    for (const key of shapeOf(schema).required) {
      if (Object.hasOwn(output, key) || meant.has(key)) continue
      const written = Object.hasOwn(value, key) ? value[key] : value[`${key}_file`]
      const property = schema.properties?.[key] ?? {}
      if (written !== undefined && (written !== null || path.length > 0)) continue
      const hint =
        property.env === undefined ? descriptionInstead(property) : say('config.or-set', { variable: property.env })
      this.report([...path, key], say('config.missing', { expected: expected(property) }), hint)
    }
  }

  #isComplete(schema: JsonSchema, output: Mapping): boolean {
    for (const key of shapeOf(schema).required) if (!Object.hasOwn(output, key)) return false
    return true
  }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

/** A key that no schema names: `<secret>_file`, a place for anchors at the top, or one that everybody lets pass. */
function isAllowed(schemas: readonly JsonSchema[], path: Path): boolean {
  const key = String(path.at(-1))
  if (path.length === 1 && key.startsWith('x-')) return true
  const shapes = schemas.map(shapeOf)
  return shapes.every(({ open }) => open) || shapes.some(({ secret_files }) => secret_files.has(key))
}

const isWithin = (field: string, around: string): boolean =>
  field === around || (field.startsWith(around) && (around === '' || /^[.[]/.test(field.slice(around.length))))

function countFault(schema: JsonSchema, value: readonly unknown[]): Message | undefined {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, uniqueItems } = schema
  if (value.length < minItems) return say('field.fewest', { limit: minItems })
  if (value.length > maxItems) return say('config.many', { limit: maxItems, count: value.length })
  const different = uniqueItems ? new Set(value.map(item => JSON.stringify(item))).size : value.length
  return different < value.length ? say('field.twice') : undefined
}
