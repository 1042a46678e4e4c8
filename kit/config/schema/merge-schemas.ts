import type { Service } from '../../service/service.ts'
import { Settings } from '../settings.ts'
import { describesKeys, itemsOf, type JsonSchema, plainSchema } from './json-schema.ts'

/** The whole file as one schema: each section with the keys of everybody who reads it. For documents and editors. */
export function wholeSchema(services: readonly Service[]): JsonSchema {
  const views = [Settings, ...services.flatMap(({ config }) => config ?? [])]
  return mergeViews(views.map(plainSchema))
}

function mergeViews(views: readonly JsonSchema[]): JsonSchema {
  const [first = {}, ...others] = views
  if (others.length === 0) return first
  const byKind = views.find(({ discriminator }) => discriminator)
  if (byKind) {
    const keys = mergeMappings(views.filter(view => view.properties && !view.discriminator))
    const anyOf = byKind.anyOf?.map(one => (one.properties ? mergeMappings([one, keys]) : one))
    return { ...described(views), ...byKind, ...(anyOf ? { anyOf } : {}) }
  }
  if (views.some(({ properties }) => properties)) return mergeMappings(views.filter(describesKeys))
  const items = views.flatMap(view => itemsOf(view) ?? [])
  return items.length > 0
    ? { ...described(views), ...first, items: mergeViews(items) }
    : { ...described(views), ...first }
}

function mergeMappings(views: readonly JsonSchema[]): JsonSchema {
  const names = new Set(views.flatMap(({ properties }) => Object.keys(properties ?? {})))
  const properties = [...names].map(name => {
    const found = views.flatMap(view => view.properties?.[name] ?? [])
    return [name, mergeViews(found)] as const
  })
  return {
    ...described(views),
    ...views[0],
    type: 'object',
    properties: Object.fromEntries(properties),
    required: [...new Set(views.flatMap(({ required }) => required ?? []))],
    additionalProperties: views.every(({ additionalProperties }) => additionalProperties === true),
  }
}

const described = (views: readonly JsonSchema[]): JsonSchema =>
  views.find(({ description }) => description !== undefined) ?? {}
