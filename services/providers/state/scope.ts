import type { Component, Incident, Reading } from '../adapters/reading/adapter.ts'

/** The part of a provider that matters here. Empty lists: all of it. `*` stands for any letters. */
export type Scope = { readonly regions: readonly string[]; readonly components: readonly string[] }

export const isScoped = ({ regions, components }: Scope): boolean => regions.length > 0 || components.length > 0

export function hasComponent(scope: Scope, component: Component, { regions }: Pick<Reading, 'regions'>): boolean {
  return (
    (scope.components.length === 0 || scope.components.some(pattern => fitsAny(pattern, namesOf(component)))) &&
    (scope.regions.length === 0 || isInRegions(scope, component, regions.length > 0))
  )
}

/** An incident that names no component or no region may touch any. */
export function hasIncident(scope: Scope, incident: Incident, reading: Reading): boolean {
  const elsewhere = incident.regions.length > 0 && !fitsSome(scope.regions, incident.regions)
  if (scope.regions.length > 0 && elsewhere) return false
  if (incident.parts?.length)
    return scope.components.length === 0 || fitsSome(scope.components, incident.parts.flatMap(namesOf))
  return hasNamed(scope, incident.components, reading)
}

/** Components as an incident or a maintenance names them: one that is in scope is enough. */
export function hasNamed(scope: Scope, names: readonly string[], reading: Reading): boolean {
  if (names.length === 0 || fitsSome(scope.components, names)) return true
  const named = reading.components.filter(({ name }) => names.includes(name))
  if (named.length === 0) return scope.components.length === 0
  return named.some(component => hasComponent(scope, component, reading))
}

/** The patterns that nothing at the provider fits: what they were meant for cannot be seen. */
export function missing(scope: Scope, reading: Reading): string[] {
  const { components, incidents, regions } = reading
  const parts = incidents.flatMap(({ parts }) => parts ?? [])
  const names = [...components.flatMap(namesOf), ...parts.flatMap(namesOf), ...incidents.flatMap(one => one.components)]
  const places = [...regions, ...components.flatMap(placesOf), ...incidents.flatMap(one => one.regions)]
  return [
    ...scope.components.filter(pattern => !fitsAny(pattern, names)),
    ...scope.regions.filter(pattern => !fitsAny(pattern, places)),
  ]
}

/** Where a provider knows regions, a component without one is everywhere; else its group or name may be a place. */
function isInRegions(scope: Scope, component: Component, knowsRegions: boolean): boolean {
  if (knowsRegions && component.region === null) return true
  return fitsSome(scope.regions, placesOf(component))
}

const namesOf = ({ id, name, group }: Component): string[] => (group === null ? [id, name] : [id, name, group])
const placesOf = (component: Component): string[] =>
  component.region === null ? namesOf(component) : [component.region]

const fitsSome = (patterns: readonly string[], names: readonly string[]): boolean =>
  patterns.some(pattern => fitsAny(pattern, names))

function fitsAny(pattern: string, names: readonly string[]): boolean {
  const wanted = pattern.trim().toLowerCase()
  if (!wanted.includes('*')) return names.some(name => name.trim().toLowerCase() === wanted)
  const pieces = wanted.split('*')
  return names.some(name => fitsPieces(name.trim().toLowerCase(), pieces))
}

/** Linear in the length of the name, whatever the pattern. */
function fitsPieces(name: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false
  let from = first.length
  const end = name.length - last.length
  for (const piece of pieces.slice(1, -1)) {
    const at = name.indexOf(piece, from)
    if (at < 0 || at + piece.length > end) return false
    from = at + piece.length
  }
  return true
}
