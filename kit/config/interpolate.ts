import { say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import type { Path } from './problem.ts'
import { isMapping } from './schema/json-schema.ts'
import type { Variables } from './variables.ts'

export type Substitution = {
  readonly variables: Variables
  /** Called for every value that holds what a variable said. */
  changed(path: Path, variable: string): void
  report(path: Path, message: Message, hint?: Message): void
}

const reference = /\$\$\{|\$\{(?<name>[A-Za-z_]\w*)(?::-(?<fallback>[^}]*))?\}|\$\{[^}]*\}?/g

/**
 * `${NAME}` and `${NAME:-default}` (used when it is unset or empty) inside every text value; `$${` stands for `${`.
 * Keys stay as they are.
 */
export function interpolate(value: unknown, path: Path, substitution: Substitution): unknown {
  if (typeof value === 'string') return value.includes('${') ? inText(value, path, substitution) : value
  if (Array.isArray(value)) return value.map((item, index) => interpolate(item, [...path, index], substitution))
  if (!isMapping(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [key, interpolate(inside, [...path, key], substitution)]),
  )
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: shown to people as they have to write it
const forms = { sign: '${', plain: '${NAME}', fallback: '${NAME:-default}' }

function inText(text: string, path: Path, { variables, changed, report }: Substitution): string {
  return text.replace(reference, (found, ...rest) => {
    if (found === '$${') return '${'
    const { name, fallback } = rest.at(-1) as { readonly name?: string; readonly fallback?: string }
    if (name === undefined) {
      report(path, say('config.reference', forms), say('config.plain-reference', { escaped: '$${', sign: '${' }))
      return found
    }
    const value = variables.values[name]
    const result = fallback === undefined ? value : value || fallback
    if (result === undefined) {
      report(
        path,
        say('config.variable-missing', { name }),
        say('config.set-variable', { text: `\${${name}:-default}` }),
      )
      return found
    }
    changed(path, name)
    return result
  })
}
