import type { Operation } from '../../kit/service/operation.ts'
import type { Caller, World } from './world.ts'

export type About = 'theirs' | 'of another' | 'nothing' | 'another kind' | 'strange'
export const missing = '01890000-0000-7000-8000-000000000000'
export type Address = { readonly path: string; readonly query: string }

/** Where the operation finds such a thing; undefined where there is none of that sort. */
export function addressOf(
  operation: Operation,
  caller: Caller,
  about: About,
  { mine, others }: World,
): Address | undefined {
  const isThere = about === 'theirs' || about === 'of another'
  const project = about === 'of another' ? 'q' : 'p'
  const things = about === 'of another' ? others : { ...mine, ...caller.own }
  const parts = operation.path.split('/')
  const filled = parts.map((part, index) => {
    if (!part.startsWith(':')) return part
    const place = placeOf(part, parts[index - 1] ?? '', operation)
    if (isThere) return things[place]
    return about === 'nothing' ? missing : place === 'incidents' ? mine.checks : mine.incidents
  })
  if (filled.includes(undefined)) return undefined
  const takesProject = operation.query !== undefined && 'project' in operation.query.properties
  return { path: filled.join('/'), query: takesProject ? `?project=${project}` : '' }
}

/** What sort of thing stands there. */
function placeOf(parameter: string, segment: string, { path }: Operation): string {
  if (parameter === ':project' || parameter === ':environment') return `${parameter.slice(1)}s`
  // These act on the default project, where there is nothing.
  if (/^\/(admin|ofrep)\//.test(path)) return 'none'
  // Of functions, and not of planned changes of flags.
  if (path.startsWith('/api/v1/schedules/')) return 'none'
  return segment === 'flags' && parameter === ':key' ? 'definitions' : segment
}
