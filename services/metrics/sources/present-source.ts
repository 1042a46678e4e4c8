import { inEnglish, reasonFields } from '../../../contracts/messages/words.ts'
import type { PointProblem as Shown, Source } from '../../../contracts/metrics/sources.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { PointProblem } from '../adapters/reading/source-kind.ts'
import type { Defined } from '../definitions/definition.ts'
import type { Made } from '../deps.ts'
import { maskedSettings, type SourceDefinition } from './source.ts'
import type { SourceState } from './source-state.ts'

type Deps = Pick<Made, 'sources' | 'states' | 'redactor'>

const pages = pagesOf(cursorOf('metrics.sources', 'text'), ({ name }: Defined<SourceDefinition>) => name)

export async function listSources(deps: Deps, query: { limit?: number; cursor?: string }) {
  const { items, next_cursor } = await pages(query, from => deps.sources.definitions.list(from))
  const shown: Source[] = []
  for (const source of items) shown.push(presentSource(deps, source, await deps.states.get(source.name)))
  return { items: shown, next_cursor }
}

export async function getSource(deps: Deps, name: string): Promise<Source> {
  return presentSource(deps, await deps.sources.find(name), await deps.states.get(name))
}

function presentSource(
  { redactor }: Pick<Deps, 'redactor'>,
  { name, definition, origin, place, revision }: Defined<SourceDefinition>,
  state: SourceState,
): Source {
  const { kind, every_s, unit, labels, settings } = definition
  const masked = maskedSettings(kind, settings, redactor)
  return {
    id: name,
    name,
    kind,
    every_s,
    unit,
    labels,
    settings: origin === 'file' ? redactor.known(masked) : masked,
    origin,
    place,
    revision,
    state: state.failing_since !== null ? 'failing' : state.ok_at === null ? 'waiting' : 'ok',
    checked_at: time(state.checked_at),
    ok_at: time(state.ok_at),
    failing_since: time(state.failing_since),
    ...reasonFields(state.reason),
    next_at: time(state.next_at),
    accepted: state.accepted,
    duplicates: state.duplicates,
    refused: state.refused,
    problems: state.problems.map(shownProblem),
  }
}

const time = (at: number | null): string | null => (at === null ? null : iso(at))

export const shownProblem = ({ reason, count, index }: PointProblem): Shown => ({
  count,
  index,
  reason: inEnglish(reason),
  reason_i18n: reason,
})
