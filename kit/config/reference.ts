import { inEnglish } from '../messages/kit-catalogue.ts'
import type { Service } from '../service/service.ts'
import { processVariables } from './env-overlay.ts'
import { kindsOf } from './schema/by-kind.ts'
import { isDuration } from './schema/duration.ts'
import { expected } from './schema/error-messages.ts'
import { itemsOf, type JsonSchema, mayComeFromFile } from './schema/json-schema.ts'
import { wholeSchema } from './schema/merge-schemas.ts'

/** Markdown of every section, key, type and default, drawn from the schemas of the settings and the services. */
export function configurationReference(services: readonly Service[]): string {
  const whole = wholeSchema(services)
  const sections = Object.entries(whole.properties ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const single = Object.fromEntries(sections.filter(([, schema]) => !hasParts(schema)))
  const required = whole.required ?? []
  const parts = sections.filter(([, schema]) => hasParts(schema))
  return `${[
    introduction,
    '## Single values',
    table({ properties: single, required }),
    ...parts.flatMap(([name, schema]) => section(name, schema)),
  ].join('\n\n')}\n`
}

/** JSON Schema of the file, for editors. */
export function configurationSchema(services: readonly Service[]): JsonSchema & { readonly $schema: string } {
  const whole = forEditors(wholeSchema(services))
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'vigie.yaml',
    ...whole,
    patternProperties: { '^x-': {} },
  }
}

const introduction = `# Configuration

\`vigie.yaml\`, else \`config.yaml\`, in the folder of the process; without a file all defaults are in force. Drawn from the code by
\`docs/reference/generate.ts\`.

- **Durations** are a bare number of seconds, or \`500ms\`, \`10s\`, \`5m\`, \`24h\`, \`7d\`. Relative paths are relative to the file.
- **Variables**: \`\${NAME}\` and \`\${NAME:-default}\` inside any text; \`$\${\` is a plain \`\${\`. A \`.env\` beside the file is read; real
  variables win. Every single value of a section can also be given by \`VIGIE_<SECTION>_<KEY>\`, which wins over the file:
  \`VIGIE_LANGUAGE\`, \`VIGIE_STORE_URL\`. Read by the process itself: ${processVariables.map(name => `\`${name}\``).join(', ')}.
- **Secrets**: instead of \`key\`, \`key_file\` names a file that holds it.
- Keys \`x-…\` at the top are left alone: a place for YAML anchors. Any other unknown key is refused.`

const hasParts = (schema: JsonSchema): boolean =>
  schema.properties !== undefined || itemsOf(schema) !== undefined || schema.patternProperties !== undefined

function section(name: string, schema: JsonSchema): string[] {
  const lines = [`## \`${name}\``]
  if (schema.description) lines.push(schema.description)
  const item = itemsOf(schema)
  const kinds = item && kindsOf(item)
  if (kinds) return [...lines, ...byKind(kinds.key, kinds.default, [...kinds.kinds])]
  if (schema.properties) return [...lines, table(schema)]
  if (item?.properties) return [...lines, 'A list; each entry:', table(item)]
  return [...lines, `${sentence(typeOf(schema))}.`]
}

function byKind(
  key: string,
  fallback: string | undefined,
  kinds: readonly (readonly [string, JsonSchema])[],
): string[] {
  const [, first = {}] = kinds[0] ?? []
  const everywhere = Object.entries(first.properties ?? {}).filter(
    ([name, one]) => name !== key && kinds.every(([, { properties }]) => sameSchema(properties?.[name], one)),
  )
  const common = new Set(everywhere.map(([name]) => name))
  const names = kinds.map(([kind]) => `\`${kind}\`${kind === fallback ? ' (when none is named)' : ''}`)
  return [
    `A list; the keys of an entry depend on its \`${key}\`: ${names.join(', ')}. Every kind has:`,
    table({ ...first, properties: Object.fromEntries(everywhere) }),
    ...kinds.flatMap(([kind, schema]) => {
      const own = Object.entries(schema.properties ?? {}).filter(([name]) => name !== key && !common.has(name))
      const title = [`### \`${key}: ${kind}\``, ...(schema.description ? [schema.description] : [])]
      return own.length === 0
        ? [...title, 'No other keys.']
        : [...title, table({ ...schema, properties: Object.fromEntries(own) })]
    }),
  ]
}

const sameSchema = (a: JsonSchema | undefined, b: JsonSchema): boolean => JSON.stringify(a) === JSON.stringify(b)

function table(schema: JsonSchema): string {
  return ['| key | value | default | |', '|---|---|---|---|', ...rows(schema, '')].join('\n')
}

function rows(schema: JsonSchema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const required = schema.required?.includes(key) && property.default === undefined
    const cells = [
      `\`${prefix}${key}\``,
      typeOf(property),
      required ? 'required' : defaultOf(property),
      notes(key, property),
    ]
    const row = `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
    const item = itemsOf(property)
    if (property.properties) return [row, ...rows(property, `${prefix}${key}.`)]
    return item?.properties ? [row, ...rows(item, `${prefix}${key}[].`)] : [row]
  })
}

function typeOf(schema: JsonSchema): string {
  const item = itemsOf(schema)
  const entry = Object.values(schema.patternProperties ?? {})[0]
  if (isDuration(schema)) return 'duration'
  if (schema.expects) return schema.expects
  if (item) return item.properties || item.discriminator ? 'a list' : `a list: each ${typeOf(item)}`
  if (entry) return `a mapping: each value ${typeOf(entry)}`
  return inEnglish(expected(schema)).replaceAll('text of a certain form', 'text')
}

function defaultOf({ default: value }: JsonSchema): string {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
  return value === undefined || isEmpty ? '' : `\`${JSON.stringify(value)}\``
}

function notes(key: string, schema: JsonSchema): string {
  const { description = '', env } = schema
  const said = [
    description,
    mayComeFromFile(schema) ? `Secret; or \`${key}_file\`.` : '',
    env ? `Else from \`${env}\`.` : '',
  ]
  return said.filter(Boolean).join(' ')
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What may be left out in the file is not required, and secrets may come from files. */
function forEditors(schema: JsonSchema): JsonSchema {
  const item = itemsOf(schema)
  const { properties, anyOf, expects_i18n: _, ...plain } = schema
  const shaped = {
    ...plain,
    ...(item ? { items: forEditors(item) } : {}),
    ...(anyOf ? { anyOf: anyOf.map(forEditors) } : {}),
  }
  if (!properties) return shaped
  const entries = Object.entries(properties).flatMap(([key, property]): [string, JsonSchema][] => {
    const file: JsonSchema = { type: 'string', description: `A file that holds ${key}.` }
    return property.secret
      ? [
          [key, property],
          [`${key}_file`, file],
        ]
      : [[key, forEditors(property)]]
  })
  return {
    ...shaped,
    properties: Object.fromEntries(entries),
    additionalProperties: schema.additionalProperties ?? false,
    required: (schema.required ?? []).filter(key => {
      const property = properties[key] ?? {}
      return property.default === undefined && !mayComeFromFile(property) && !property.env
    }),
  }
}
