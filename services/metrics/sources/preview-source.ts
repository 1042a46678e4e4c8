import { reasonFields } from '../../../contracts/messages/words.ts'
import type { PreviewPoint, PreviewSource } from '../../../contracts/metrics/sources.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Output } from '../../../kit/service/operation.ts'
import { type Point, Unreadable } from '../adapters/reading/source-kind.ts'
import type { Made } from '../deps.ts'
import { readSource } from '../polling/source-poller.ts'
import { samplesOf } from '../polling/take-points.ts'
import { seriesId } from '../series/series-id.ts'
import { shownProblem } from './present-source.ts'
import type { SourceDefinition } from './source.ts'

type Deps = Pick<Made, 'network' | 'workers' | 'clock' | 'redactor'>

const mostShown = 100
const longestAnswer = 20_000

/** What a source would say and what would be stored of it; nothing is. */
export async function previewSource(
  deps: Deps,
  name: string,
  definition: SourceDefinition,
): Promise<Output<typeof PreviewSource>> {
  const asked = { name, definition, origin: 'api', unreadable: null } as const
  const outcome = await readSource(asked, { ...deps, validators: {}, signal: AbortSignal.timeout(60_000) })
  const isFailure = outcome instanceof Unreadable
  const points = isFailure ? [] : outcome.points
  const shown = points.slice(0, mostShown)
  const samples = samplesOf(name, definition, shown)
  const answer = outcome.answer?.slice(0, longestAnswer)
  return {
    points: shown.map((point, index) => presentPoint(point, samples[index] ?? { name: '', labels: {} }, definition)),
    total: points.length,
    ...reasonFields(deps.redactor.known(outcome.reason ?? null)),
    problems: isFailure ? [] : deps.redactor.known(outcome.problems).map(shownProblem),
    answer: answer === undefined ? null : deps.redactor.text(answer),
  }
}

type Named = { readonly name: string; readonly labels: Readonly<Record<string, string>> }

function presentPoint(
  { at, value, unit, time_text, time_form }: Point,
  { name, labels }: Named,
  definition: SourceDefinition,
): PreviewPoint {
  const zone = definition.settings.time_zone
  return {
    series: seriesId({ name, labels }),
    labels: { ...labels },
    at: iso(at),
    at_ms: at,
    value,
    unit: unit ?? definition.unit,
    time_text,
    time_form,
    time_zone: time_form === 'assumed' ? (typeof zone === 'string' ? zone : 'UTC') : null,
  }
}
