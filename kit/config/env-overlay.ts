import { say } from '../messages/kit-catalogue.ts'
import { nearest } from '../service/validation-message.ts'
import { didYouMean, type Path, type Problem } from './problem.ts'
import { describesKeys, isMapping, itemsOf, type JsonSchema, mayComeFromFile } from './schema/json-schema.ts'
import type { Variables } from './variables.ts'

/** Read by the process itself, before there is a configuration, or by a command that asks another process. */
export const processVariables = [
  'VIGIE_HOST',
  'VIGIE_PORT',
  'VIGIE_DATA',
  'VIGIE_CONFIG',
  'VIGIE_ADMIN_KEY',
  'VIGIE_ADMIN_EMAIL',
  'VIGIE_ADMIN_PASSWORD',
  'VIGIE_KEY_FILE',
  'VIGIE_URL',
  'VIGIE_TOKEN',
] as const

export type Overlay = {
  readonly value: Readonly<Record<string, unknown>>
  /** The paths that variables said, with their names. */
  readonly said: readonly { readonly path: Path; readonly variable: string }[]
  readonly warnings: readonly Problem[]
}

/**
 * Every single value of a section can be given by a variable, which then wins over the file: `VIGIE_` and its path in
 * capitals, joined by `_`: `VIGIE_LANGUAGE`, `VIGIE_STORE_URL`, `VIGIE_MONITORING_DEFAULT_TIMEOUT`. Lists and maps
 * cannot. `variables` → what is in force, and a warning for each `VIGIE_…` that means nothing.
 */
export function envOverlay(
  value: Readonly<Record<string, unknown>>,
  schemas: readonly JsonSchema[],
  variables: Variables,
): Overlay {
  const paths = new Map(schemas.flatMap(schema => settable(schema, [])).map(path => [nameOf(path), path]))
  const known = [...paths.keys(), ...processVariables]
  const said: { path: Path; variable: string }[] = []
  const warnings: Problem[] = []
  let result = value
  for (const [variable, text] of Object.entries(variables.values)) {
    if (!variable.startsWith('VIGIE_') || !text || processVariables.some(one => one === variable)) continue
    const path = paths.get(variable)
    if (path) {
      result = put(result, path, text)
      said.push({ path, variable })
      continue
    }
    warnings.push({
      place: variables.placeOf(variable),
      message: say('config.variable-unknown', { name: variable }),
      hint: didYouMean(nearest(variable, known)),
    })
  }
  return { value: result, said, warnings }
}

export const nameOf = (path: Path): string => `VIGIE_${path.join('_').toUpperCase()}`

/** The paths of the single values. */
function settable(schema: JsonSchema, path: Path): Path[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const inner = [...path, key]
    if (property.properties) return settable(property, inner)
    if (!isSingle(property)) return []
    return mayComeFromFile(property) ? [inner, [...path, `${key}_file`]] : [inner]
  })
}

const isSingle = (schema: JsonSchema): boolean =>
  !describesKeys(schema) && itemsOf(schema) === undefined && (schema.anyOf ?? []).every(isSingle)

/** A section that is something else than a mapping stays as it is: the schema says what is wrong with it. */
function put(value: Readonly<Record<string, unknown>>, path: Path, text: string): Readonly<Record<string, unknown>> {
  const [first = '', ...rest] = path
  const key = String(first)
  if (rest.length > 0) {
    const inside = value[key] ?? {}
    return isMapping(inside) ? { ...value, [key]: put(inside, rest, text) } : value
  }
  const twin = key.endsWith('_file') ? key.slice(0, -'_file'.length) : `${key}_file`
  const { [twin]: _replaced, ...others } = value
  return { ...others, [key]: text }
}
