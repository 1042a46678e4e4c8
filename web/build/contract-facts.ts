import { readFileSync, statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'

type Facts = Readonly<Record<string, unknown>>

/**
 * The browser needs of an operation where it lives and of an event what it is called; their schemas are types, and gone.
 * So a contract enters the build as the plain values that it comes to, and the schema library stays outside. A schema that
 * is asked for by name enters as JSON. Functions do not: to import one from a contract is an error of the build.
 */
export function contractFacts(contracts: string): Plugin {
  return {
    name: 'contract-facts',
    enforce: 'pre',
    async load(id) {
      const file = id.split('?')[0] ?? ''
      if (!file.startsWith(contracts) || !file.endsWith('.ts') || file.includes('/messages/')) return null
      if (!readFileSync(file, 'utf8').includes("'typebox'")) return null
      const module: Facts = await import(`${pathToFileURL(file).href}?${statSync(file).mtimeMs}`)
      const lines = Object.entries(module)
        .filter(([, value]) => typeof value !== 'function')
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(factsOf(value))}`)
      return { code: lines.join('\n'), map: null, moduleSideEffects: false }
    },
  }
}

function factsOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { name, service, method, path, access, type, data } = value as Facts
  if (typeof method === 'string' && typeof path === 'string') return { name, service, method, path, access }
  if (typeof type === 'string' && type.startsWith('vigie.') && data) return { name, type }
  // A plain object of operations, or a schema; both are data.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, factsOf(inner)]))
}
