import { createHash } from 'node:crypto'
import { plainSchema } from '../../../kit/config/schema/json-schema.ts'
import { maskSettings } from '../../../kit/config/secret-settings.ts'
import { Redactor, secretMask } from '../../../kit/http-client/redact.ts'
import { redactAddress } from '../../../kit/http-client/redact-address.ts'
import type { Beside, RowBeside, SecretColumn } from '../../../kit/secrets/secret-column.ts'
import { definitionSchemas } from '../config.ts'
import type { CheckDescription, DefinedCheck } from './check.ts'
import type { Definition } from './definition.ts'

type Origin = DefinedCheck['origin']
type Settings = Definition['settings']

/** The settings of a check where there is something in them that not everybody may see. */
export const checkSettings: SecretColumn = {
  table: 'check_definition',
  column: 'sealed',
  row: 'id',
  known_by: 'slug',
  beside: besideSettings,
  // Those of the file are read from the file again.
  entered: { column: 'origin', says: 'api' },
  without: 'enter the secrets of this check again',
}

/** Its hash stands beside it: a job that knows it is recognised also without the key. */
export const heartbeatToken: SecretColumn = {
  table: 'heartbeat',
  column: 'token',
  row: 'check_id',
  beside: text => ({ columns: { token_sha256: tokenHash(text) } }),
  without: null,
}

export const secrets: readonly SecretColumn[] = [checkSettings, heartbeatToken]

export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** The settings of a kind of check as anybody may see them. */
export function maskedSettings(kind: string, settings: Settings, redactor: Redactor): Record<string, unknown> {
  const schema = definitionSchemas.get(kind)
  return schema ? maskSettings(plainSchema(schema), settings, redactor) : {}
}

export function shownSettings({ definition, origin }: Pick<DefinedCheck, 'definition' | 'origin'>, redactor: Redactor) {
  const masked = maskedSettings(definition.kind, definition.settings, redactor)
  // A variable of the file may stand in any field. What comes from the API is sent back, and must be what it was.
  return origin === 'file' ? redactor.known(masked) : masked
}

export type StoredDefinition = {
  readonly plain: Definition
  readonly hidden: string | null
}

const noneKnown = new Redactor()

export function hideSecrets(definition: Definition, origin: Origin): StoredDefinition {
  const { settings, token } = definition
  // A variable of the file may stand in any field.
  const shown = origin === 'api' ? maskedSettings(definition.kind, settings, noneKnown) : {}
  const isAll = token === undefined && JSON.stringify(shown) === JSON.stringify(settings)
  const plain = { ...definition, ...(token === undefined ? {} : { token: secretMask }), settings: shown }
  return { plain, hidden: isAll ? null : JSON.stringify({ settings, token }) }
}

export function withSecrets(plain: Definition, hidden: string): Definition {
  const { settings, token } = JSON.parse(hidden) as Pick<Definition, 'settings' | 'token'>
  return { ...plain, ...(token === undefined ? {} : { token }), settings }
}

/** An older version had the whole definition in plain, and in what it had published of a check the address as it is. */
function besideSettings(text: string, { origin, told, archived_at }: RowBeside): Beside {
  const { plain, hidden } = hideSecrets(JSON.parse(text) as Definition, origin as Origin)
  const columns = { definition: JSON.stringify(plain) }
  // What is active is published anew; see planFile.
  const isOver = archived_at !== null && typeof told === 'string' && told !== ''
  return { columns: { ...columns, ...(isOver ? { told: withoutSecrets(told) } : {}) }, isAll: hidden === null }
}

function withoutSecrets(told: string): string {
  const { component, ...rest }: CheckDescription = JSON.parse(told)
  const { url, ...other } = component
  return JSON.stringify({ ...rest, component: { ...other, url: url === null ? null : redactAddress(url) } })
}
