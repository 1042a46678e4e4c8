import type { Static, TObject } from 'typebox'
import { Type } from 'typebox'
import { Duration } from '../../../kit/config/schema/duration.ts'
import { plainSchema } from '../../../kit/config/schema/json-schema.ts'
import { maskSettings, secretsIn } from '../../../kit/config/secret-settings.ts'
import { Redactor } from '../../../kit/http-client/redact.ts'
import type { SecretColumn } from '../../../kit/secrets/secret-column.ts'
import type { Labels } from '../../../kit/telemetry/series/sample.ts'
import { sourceKinds } from '../adapters/index.ts'

export type SourceSettings = Readonly<Record<string, unknown>>

export type SourceDefinition = {
  readonly kind: string
  /** Null: it sends by itself. */
  readonly every_s: number | null
  readonly unit: string | null
  readonly labels: Labels
  /** Those of the kind. */
  readonly settings: SourceSettings
}

const LabelName = Type.String({ pattern: '^[a-zA-Z_][a-zA-Z0-9_]{0,99}$' })

/** Fields that every kind has. */
export const CommonFields = Type.Object({
  name: Type.String({
    pattern: '^[a-z][a-z0-9_-]{0,62}$',
    description: 'Lower-case letters, digits, dashes and underscores.',
  }),
  every: Type.Optional(
    Duration({ minimum: 1, maximum: 604_800, description: 'How often it is asked; as its kind says when left out.' }),
  ),
  unit: Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: 'What its values are measured in.' })),
  labels: Type.Optional(
    Type.Record(LabelName, Type.String({ maxLength: 500 }), {
      maxProperties: 20,
      description: 'Labels of all its series.',
    }),
  ),
})
type CommonFields = Static<typeof CommonFields>

/** As people write a source, by its kind. */
export const definitionSchemas: ReadonlyMap<string, TObject> = new Map(
  sourceKinds.map(({ kind, schema }) => [
    kind,
    Type.Object(
      { kind: Type.Literal(kind), ...CommonFields.properties, ...schema.properties },
      { additionalProperties: false },
    ),
  ]),
)

export type WrittenSource = CommonFields & { readonly kind: string } & SourceSettings

/** `every` is in seconds already. */
export function toDefinition({ name: _, kind, every, unit, labels, ...settings }: WrittenSource): SourceDefinition {
  const usual = sourceKinds.find(one => one.kind === kind)?.every_s ?? null
  return { kind, every_s: usual === null ? null : (every ?? usual), unit: unit ?? null, labels: labels ?? {}, settings }
}

/** Settings as anybody may see them. */
export function maskedSettings(kind: string, settings: SourceSettings, redactor: Redactor): Record<string, unknown> {
  const schema = definitionSchemas.get(kind)
  return schema ? maskSettings(plainSchema(schema), settings, redactor) : {}
}

const noneKnown = new Redactor()

export const sourceSettings: SecretColumn = {
  table: 'definition',
  column: 'sealed',
  row: 'name',
  only: { column: 'noun', says: 'source' },
  beside: text => ({ columns: { definition: JSON.stringify(hideSettings(JSON.parse(text), 'api').plain) } }),
  // Those of the file are read from the file again.
  entered: { column: 'origin', says: 'api' },
  without: 'enter the secrets of this source again',
}

export function hideSettings(definition: SourceDefinition, origin: 'file' | 'api') {
  const { kind, settings } = definition
  // A variable of the file may stand in any field.
  const shown = origin === 'api' ? maskedSettings(kind, settings, noneKnown) : {}
  const isAll = JSON.stringify(shown) === JSON.stringify(settings)
  return { plain: { ...definition, settings: shown }, hidden: isAll ? null : JSON.stringify(definition) }
}

/** What nobody may see anywhere. */
export function secretsOf({ kind, settings }: SourceDefinition): readonly string[] {
  const schema = definitionSchemas.get(kind)
  return schema ? secretsIn(plainSchema(schema), settings).values : []
}
