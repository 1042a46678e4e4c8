import type { Host } from '../service/host.ts'
import type { Operation } from '../service/operation.ts'

export type Answered = { readonly status: number; readonly body: string }
export type Ask = (url: string) => Promise<Answered>

/** What can be asked of a host, without changing anything. */
export function questionsOf(host: Host): Operation[] {
  const operations = host.services().flatMap(({ serves = [] }) => serves.map(({ operation }) => operation))
  return operations.filter(({ method }) => method === 'GET')
}

type Property = {
  readonly type?: string
  readonly enum?: readonly (string | number)[]
  readonly anyOf?: readonly Property[]
  readonly const?: string | number
  readonly maximum?: number
}

/**
 * An operation asked for as much as it gives, in each of the ways that its query has words for. `values`: of what it must
 * name.
 */
export function queriesOf({ query }: Operation, values: Readonly<Record<string, string>>): string[] {
  const properties: [string, Property][] = Object.entries(query?.properties ?? {})
  const needs = (query?.required ?? []).map((name): [string, string] => [name, values[name] ?? ''])
  const most = properties.flatMap(([name, { type, maximum }]): [string, string][] =>
    type !== 'string' && maximum !== undefined ? [[name, String(maximum)]] : [],
  )
  const choices = properties.flatMap(([name, property]) =>
    valuesOf(property).map((value): [string, string] => [name, value]),
  )
  const texts = [[], ...choices.map(choice => [choice])].map(chosen =>
    String(new URLSearchParams([...needs, ...most, ...chosen])),
  )
  return [...new Set([String(new URLSearchParams(needs)), ...texts])]
}

function valuesOf({ type, enum: values, anyOf, const: constant }: Property): string[] {
  if (values) return values.map(String)
  if (constant !== undefined) return [String(constant)]
  if (anyOf) return anyOf.flatMap(valuesOf)
  return type === 'boolean' ? ['true', 'false'] : []
}

const part = /:[a-z_]+/

/**
 * Where an operation can be asked: with what the list before it answers, and with each name that is given. Of a second part
 * only the names.
 */
export async function pathsOf({ path }: Operation, ask: Ask, names: readonly string[]): Promise<string[]> {
  const found = part.exec(path)
  if (!found) return [path.replace('*', 'nowhere')]
  const list = path.slice(0, found.index).replace(/\/$/, '')
  const { status, body } = await ask(list)
  const listed = status === 200 ? namesIn(body) : []
  const rest = path.slice(found.index + found[0].length)
  const rests = part.test(rest) ? names.map(name => rest.replace(part, encodeURIComponent(name))) : [rest]
  return [...new Set([...listed, ...names])].flatMap(name =>
    rests.map(one => `${list}/${encodeURIComponent(name)}${one}`),
  )
}

function namesIn(body: string): string[] {
  if (!body.startsWith('{')) return []
  const { items = [] } = JSON.parse(body) as { items?: Record<string, unknown>[] }
  return ['id', 'key', 'slug', 'name'].flatMap(name => {
    const value = items[0]?.[name]
    return typeof value === 'string' ? [value] : []
  })
}

export type List = { readonly length: number; readonly at: string }

/** The longest list anywhere in an answer. */
export function longestList(value: unknown, at = ''): List {
  if (typeof value !== 'object' || value === null) return { length: 0, at }
  const isList = Array.isArray(value)
  let longest: List = { length: isList ? value.length : 0, at }
  for (const [key, one] of Object.entries(value)) {
    const inner = longestList(one, isList ? `${at}[]` : `${at}.${key}`)
    if (inner.length > longest.length) longest = inner
  }
  return longest
}
