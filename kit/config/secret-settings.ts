import { type Redactor, secretMask } from '../http-client/redact.ts'
import { secretsInAddress } from '../http-client/redact-address.ts'
import { isOpenHeader, looksRandom } from '../http-client/secret-names.ts'
import type { Service } from '../service/service.ts'
import { kindsOf } from './schema/by-kind.ts'
import { isMapping, itemsOf, type JsonSchema, plainSchema, propertyOf } from './schema/json-schema.ts'
import { Settings } from './settings.ts'

/** What settings hold that their schema marks as secret. */
export type Secrets = {
  /** Nobody may see these anywhere. */
  readonly values: readonly string[]
  /** Parts of them that may be ordinary words elsewhere: secret only in what comes of these settings. */
  readonly words: readonly string[]
}

const none: Secrets = { values: [], words: [] }

export function secretsIn(schema: JsonSchema, value: unknown): Secrets {
  if (schema.secret) return all(textsIn(value).map(([name, text]) => secretsOfText(name, text)))
  if (schema.address && typeof value === 'string') return { values: secretsInAddress(value), words: [] }
  if (schema.anyOf) return all(alternatives(schema, value).map(one => secretsIn(one, value)))
  if (Array.isArray(value)) {
    const items = itemsOf(schema)
    return items ? all(value.map(item => secretsIn(items, item))) : none
  }
  if (!isMapping(value)) return none
  return all(Object.entries(value).map(([key, inner]) => secretsIn(propertyOf(schema, key) ?? {}, inner)))
}

/** Of a whole configuration. */
export function secretsOfConfiguration(
  services: readonly Service[],
  { settings, values }: { readonly settings: Settings; readonly values: ReadonlyMap<string, unknown> },
): readonly string[] {
  return all([
    secretsIn(plainSchema(Settings), settings),
    ...services.map(({ name, config }) => (config ? secretsIn(plainSchema(config), values.get(name)) : none)),
  ]).values
}

/** A variable that a file names: secret when it is called so or looks so, else it may be a port or a host. */
export function secretsOfVariable(name: string, value: string): readonly string[] {
  if (/(?:TOKEN|SECRET|PASSWORD|PASSWD|PASS|_PWD|KEY|CREDENTIALS?|AUTH|DSN)(?:_|$)/i.test(name))
    return secretsOfText('', value).values
  return looksRandom(value) ? [value] : isAddress(value) ? secretsInAddress(value) : []
}

function all(secrets: readonly Secrets[]): Secrets {
  return { values: secrets.flatMap(({ values }) => values), words: secrets.flatMap(({ words }) => words) }
}

/** Those that can be meant: of kinds the one that is named. */
function alternatives(schema: JsonSchema, value: unknown): readonly JsonSchema[] {
  const kinds = kindsOf(schema)
  if (!kinds || !isMapping(value)) return schema.anyOf ?? []
  const kind = kinds.kinds.get(String(value[kinds.key] ?? kinds.default))
  return kind ? [kind] : []
}

type Named = readonly [name: string, text: string]

function textsIn(value: unknown, name = ''): readonly Named[] {
  if (typeof value === 'string') return [[name, value]]
  if (typeof value === 'number') return [[name, String(value)]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, key))
}

const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text)

function secretsOfText(name: string, text: string): Secrets {
  if (isOpenHeader(name)) return none
  if (isAddress(text)) {
    const parts = secretsInAddress(text, 'receiver')
    const sure = new Set(secretsInAddress(text))
    return { values: parts.filter(part => sure.has(part) || part.length >= 16), words: [text, ...parts] }
  }
  const credentials = /^(?:bearer|token|apikey|bot|key|genieKey)\s+(\S+)$/i.exec(text)?.[1]
  const basic = /^basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(text)?.[1]
  const password = basic && Buffer.from(basic, 'base64').toString().split(':').slice(1).join(':')
  const cookies = /^cookie$/i.test(name) ? text.split(/;\s*/).map(pair => pair.slice(pair.indexOf('=') + 1)) : []
  const parts = [credentials, basic, password, ...cookies].filter(part => part !== undefined && part !== '')
  return { values: [text, ...(parts as string[])], words: wordsOf(text) }
}

const shortestWord = 6
const mostWords = 1_000

/** Of a request's body or of a line that is sent: somebody may quote a part of it. */
function wordsOf(text: string): readonly string[] {
  const words =
    isMapping(parsed(text)) || Array.isArray(parsed(text)) ? textsIn(parsed(text)).map(([, word]) => word) : []
  const more = [
    ...text.split(/\s+/),
    ...text.split(/[&\s]/).map(pair => decodedForm(pair.slice(pair.indexOf('=') + 1))),
  ]
  return [...new Set([...words, ...more])]
    .filter(word => word.length >= shortestWord && word !== text)
    .slice(0, mostWords)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const decodedForm = (text: string): string => new URLSearchParams(`a=${text}`).get('a') ?? ''

type Mapping = Readonly<Record<string, unknown>>

/** Settings as anybody may see them: secrets are masks, addresses are without what is secret in them. */
export function maskSettings(schema: JsonSchema, settings: Mapping, redactor: Redactor): Record<string, unknown> {
  return mapped(settings, (value, key) => masked(propertyOf(schema, key) ?? {}, value, redactor))
}

function masked(schema: JsonSchema, value: unknown, redactor: Redactor): unknown {
  if (value === undefined || value === null) return value
  if (schema.secret) return isMapping(value) ? mapped(value, () => secretMask) : secretMask
  if (schema.address && typeof value === 'string') return redactor.address(value)
  return isMapping(value) ? maskSettings(schema, value, redactor) : value
}

const mapped = (value: Mapping, change: (inner: unknown, key: string) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner, key)]))

export type KeptSettings = {
  readonly settings: Record<string, unknown>
  /** Secret fields that were left out or sent back as their mask, and are what they were. */
  readonly kept: readonly string[]
  /** Fields that hold a mask with nothing behind it. */
  readonly missing: readonly string[]
}

/** What is stored, and by what rule it was masked. */
export type Keeping = { readonly stored: Mapping; readonly redactor: Redactor }

/** What somebody sent who cannot know the secrets: left out or a mask they stay, null removes them. */
export function keepSecrets(schema: JsonSchema, sent: Mapping, known?: Keeping): KeptSettings {
  const settings: Record<string, unknown> = { ...sent }
  const kept: string[] = []
  const missing: string[] = []
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const field = keepField(property, settings[key], known && { before: known.stored[key], redactor: known.redactor })
    if (field.value === undefined) delete settings[key]
    else settings[key] = field.value
    const named = (inner: string) => (inner === '' ? key : `${key}.${inner}`)
    kept.push(...field.kept.map(named))
    missing.push(...field.missing.map(named))
  }
  return { settings, kept, missing }
}

type Before = { readonly before: unknown; readonly redactor: Redactor } | undefined
type KeptField = { readonly value: unknown; readonly kept: readonly string[]; readonly missing: readonly string[] }

const asSent = (value: unknown): KeptField => ({ value, kept: [], missing: [] })
const asStored = (value: unknown): KeptField => ({ value, kept: value === undefined ? [] : [''], missing: [] })
const nothingStored = (value: unknown): KeptField => ({ value, kept: [], missing: [''] })

function keepField(schema: JsonSchema, sent: unknown, known: Before): KeptField {
  const before = known?.before
  if (schema.secret) {
    if (sent === null) return asSent(undefined)
    if (sent === undefined) return asStored(before)
    if (isMapping(sent)) return keepEntries(sent, isMapping(before) ? before : {})
    if (sent !== secretMask) return asSent(sent)
    return before === undefined ? nothingStored(sent) : asStored(before)
  }
  if (schema.address) return keepAddress(sent, known)
  if (!schema.properties || !isMapping(sent)) return asSent(sent)
  const inner = keepSecrets(
    schema,
    sent,
    known && { stored: isMapping(before) ? before : {}, redactor: known.redactor },
  )
  return { value: inner.settings, kept: inner.kept, missing: inner.missing }
}

/** Such as headers: those that are named stay or change one by one. */
function keepEntries(sent: Mapping, before: Mapping): KeptField {
  const masks = Object.keys(sent).filter(name => sent[name] === secretMask)
  const isStored = (name: string) => Object.hasOwn(before, name)
  return {
    value: mapped(sent, (inner, name) => (inner === secretMask && isStored(name) ? before[name] : inner)),
    kept: masks.filter(isStored),
    missing: masks.filter(name => !isStored(name)),
  }
}

function keepAddress(sent: unknown, known: Before): KeptField {
  if (typeof sent !== 'string') return asSent(sent)
  const before = known?.before
  if (typeof before === 'string' && sent === known?.redactor.address(before))
    return sent === before ? asSent(sent) : asStored(before)
  // The stored parts cannot be put into another address.
  return holdsMask(sent) ? nothingStored(sent) : asSent(sent)
}

const holdsMask = (address: string): boolean => /[/=;&?#]\*{3}(?:[@/&;?#:]|$)/.test(address)

/** Fields that hold an address with a mask in it. */
export function maskedAddresses(schema: JsonSchema, settings: Mapping): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const value = settings[key]
    if (property.address) return typeof value === 'string' && holdsMask(value) ? [key] : []
    return property.properties && isMapping(value) ? maskedAddresses(property, value).map(one => `${key}.${one}`) : []
  })
}
