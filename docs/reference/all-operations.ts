import { globSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { hostOperations } from '../../kit/service/host-operations.ts'
import type { Operation } from '../../kit/service/operation.ts'

const root = join(import.meta.dirname, '..', '..')

/** Every operation that the contracts define, those in lists and records too, and what every process answers. */
export async function allOperations(): Promise<readonly Operation[]> {
  const found = new Map(hostOperations.map(operation => [operation.name, operation]))
  for (const file of globSync('contracts/**/*.ts', { cwd: root })) {
    if (file.endsWith('.test.ts')) continue
    const contract: Record<string, unknown> = await import(pathToFileURL(join(root, file)).href)
    for (const operation of Object.values(contract).flatMap(value => operationsIn(value)))
      found.set(operation.name, operation)
  }
  // What takes every other address is no route of its own, and not in the API document either.
  return [...found.values()].filter(({ path }) => !path.includes('*'))
}

function operationsIn(value: unknown, depth = 0): Operation[] {
  if (typeof value !== 'object' || value === null || depth > 3) return []
  if (isOperation(value)) return [value]
  const isSchema = '~kind' in value || 'type' in value
  return isSchema ? [] : Object.values(value).flatMap(inner => operationsIn(inner, depth + 1))
}

const isOperation = (value: object): value is Operation =>
  'method' in value && 'path' in value && 'access' in value && 'service' in value
