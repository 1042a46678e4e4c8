import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EventDefinition } from '../../kit/service/event.ts'

const root = join(import.meta.dirname, '..', '..')

export type KnownEvent = {
  readonly event: EventDefinition
  /** Services, by the names of their folders. */
  readonly publishers: readonly string[]
  readonly listeners: readonly string[]
}

/** Every event that the contracts define. One whose type names no service is published by several. */
export async function allEvents(): Promise<readonly KnownEvent[]> {
  const found: KnownEvent[] = []
  for (const file of globSync('contracts/**/*.ts', { cwd: root }).filter(isSource)) {
    const contract: Record<string, unknown> = await import(pathToFileURL(join(root, file)).href)
    for (const [name, value] of Object.entries(contract)) {
      if (!isEvent(value)) continue
      const [, owner] = /^vigie\.([a-z]+)\.[a-z-]+\.v\d+$/.exec(value.type) ?? []
      const publishers = owner ? [owner] : servicesThat(text => publishes(name).test(text))
      const listeners = servicesThat(text => /\b(react|told)\(/.test(text) && namesToHear(text, name))
      found.push({ event: value, publishers, listeners })
    }
  }
  return found.toSorted((a, b) => (a.event.type < b.event.type ? -1 : 1))
}

/** As a fact, or through `auditWriter`. */
const publishes = (name: string): RegExp => new RegExp(`(?:fact\\(|event: )${name}\\b`)

/** Apart from where it is imported, and where it is published. */
const namesToHear = (text: string, name: string): boolean =>
  new RegExp(`\\b(?<!fact\\(|event: )${name}\\b`).test(text.replace(/^import .*?from '.*'$/gms, ''))

const isSource = (file: string): boolean => !file.endsWith('.test.ts') && !file.includes('/testing/')

const isEvent = (value: unknown): value is EventDefinition =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  'data' in value &&
  /^vigie\./.test(String(value.type))

const sources = globSync('services/**/*.ts', { cwd: root })
  .filter(isSource)
  .map(file => ({ service: file.split('/')[1] ?? '', text: readFileSync(join(root, file), 'utf8') }))

function servicesThat(holds: (text: string) => boolean): readonly string[] {
  return [...new Set(sources.filter(({ text }) => holds(text)).map(({ service }) => service))].toSorted()
}
