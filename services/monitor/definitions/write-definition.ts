import type { TSchema } from 'typebox'
import { stringify } from 'yaml'
import type { WrittenCheck } from '../../../contracts/monitor/check-authoring.ts'
import { isDuration, writtenDuration } from '../../../kit/config/schema/duration.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import { definitionSchemas, secretFields } from '../config.ts'
import type { DefinedCheck } from './check.ts'
import type { Definition } from './definition.ts'
import { shownSettings } from './secrets.ts'

type Written = Record<string, unknown>

type Defined = Pick<DefinedCheck, 'definition' | 'origin'>

/** A check as somebody would write it: what is the default anyway and what is secret left out. */
export function writeCheck(check: Defined, redactor: Redactor): WrittenCheck {
  const { definition } = check
  const written = writeDefinition(check, redactor)
  const secrets = secretFields(definition.kind).filter(name => secretOf(definition, name) !== undefined)
  const { entry } = entryOf(check, redactor)
  return { definition: { ...written, name: definition.name }, secrets, yaml: yamlOf([entry]) }
}

const secretOf = ({ token, settings }: Definition, name: string): unknown => (name === 'token' ? token : settings[name])

function writeDefinition(check: Defined, redactor: Redactor): Written {
  const { settings: _raw, name, kind, group, token: _secret, ...common } = check.definition
  const settings = shownSettings(check, redactor)
  const flat = { name, kind, ...settings, ...(group === null ? {} : { group }), ...common }
  return write(definitionSchemas.get(kind) ?? {}, flat) as Written
}

type Schema = TSchema & {
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly default?: unknown
  readonly secret?: boolean
}

function write(schema: Schema, value: unknown): unknown {
  if (isDuration(schema) && typeof value === 'number') return writtenDuration(value)
  const { properties } = schema
  if (!properties || typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    const property: Schema = properties[name] ?? {}
    if (inner === undefined || property.secret || JSON.stringify(inner) === JSON.stringify(property.default)) return []
    const written = write(property, inner)
    const isEmpty = property.properties && Object.keys(written as Written).length === 0
    return isEmpty ? [] : [[name, written] as const]
  })
  return Object.fromEntries(entries)
}

export type Entry = {
  readonly entry: Written
  readonly variables: readonly string[]
}

/** An entry of `services`. A secret, or an address that holds one, is a variable named after the check and the field. */
export function entryOf(check: Defined, redactor: Redactor): Entry {
  const { definition } = check
  const variables: string[] = []
  const variable = (...parts: readonly string[]) => {
    const name = variableName(...parts)
    variables.push(name)
    return `\${${name}}`
  }
  const written = writeDefinition(check, redactor)
  const secrets: Written = {}
  for (const field of secretFields(definition.kind)) {
    const value = secretOf(definition, field)
    if (typeof value === 'object' && value !== null) {
      const names = Object.keys(value)
      secrets[field] = Object.fromEntries(names.map(name => [name, variable(definition.name, field, name)]))
    } else if (value !== undefined) secrets[field] = variable(definition.name, field)
  }
  for (const [field, value] of Object.entries(written)) {
    const raw = definition.settings[field]
    if (typeof raw === 'string' && raw !== value) secrets[field] = variable(definition.name, field)
  }
  return { entry: { ...(plain(written) as Written), ...secrets }, variables }
}

export function variableName(...parts: readonly string[]): string {
  const name = parts.join('_').normalize('NFKD').replace(/\p{M}/gu, '')
  const valid = name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_|_$/g, '')
  return `${/^\d/.test(valid) ? '_' : ''}${valid.toUpperCase()}`
}

export function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}

export const yamlOf = (value: unknown): string => stringify(value, { lineWidth: 0 })
