import type { CatchUp, Overlap } from '../../../contracts/functions/schedules.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { goDuration } from '../runners/go-duration.ts'
import { limitsOf } from '../runners/runner.ts'
import { cronTopic, listOf, type ScheduleText, scheduleFault, scheduleTexts } from '../stack/schedules.ts'
import type { FunctionSpec } from '../stack/stack.ts'

/** When a function runs by itself, and what becomes of times at which it cannot. */
export type Definition = {
  /** The name of the function; of its further schedules with their number. A name has no dot. */
  readonly id: string
  readonly function: string
  readonly cron: string
  readonly time_zone: string
  readonly catch_up: CatchUp
  readonly catch_up_window_ms: number
  readonly overlap: Overlap
  readonly jitter_ms: number
  readonly grace_ms: number
  readonly component: string
  /** Why it does not run; null: it does. */
  readonly reason: Message | null
}

const usual = { catch_up: 'last', catch_up_window_ms: 86_400_000, overlap: 'skip', component: 'functions' } as const
const usualGraceMs = 60_000

const catchUps: readonly CatchUp[] = ['none', 'last', 'all']
const overlaps: readonly Overlap[] = ['skip', 'queue', 'cancel', 'allow']

/** Of the annotations `schedule` and `vigie.*`. `now`: to know whether it ever comes. */
export function definitionsOf(spec: FunctionSpec, now: number): Definition[] {
  const { name, annotations } = spec
  const oneOf = <Word extends string>(words: readonly Word[], key: string) =>
    words.find(word => word === annotations[key])
  const duration = (key: string) => goDuration(annotations[key] ?? '')
  return scheduleTexts(annotations).map((text, place) => ({
    id: place === 0 ? name : `${name}.${place + 1}`,
    function: name,
    cron: text.cron,
    time_zone: text.time_zone,
    catch_up: oneOf(catchUps, 'vigie.catch_up') ?? usual.catch_up,
    catch_up_window_ms: duration('vigie.catch_up_window') ?? usual.catch_up_window_ms,
    overlap: oneOf(overlaps, 'vigie.overlap') ?? usual.overlap,
    jitter_ms: duration('vigie.jitter') ?? 0,
    grace_ms: duration('vigie.grace') ?? usualGraceMs + limitsOf(spec).timeout_ms,
    component: annotations['vigie.component'] ?? usual.component,
    reason: obstacle(spec, text, now),
  }))
}

/** As on OpenFaaS, a schedule counts only beside the topic of the cron connector. */
function obstacle({ name, annotations }: FunctionSpec, text: ScheduleText, now: number): Message | null {
  const { topic } = annotations
  if (topic === undefined) return say('functions.lint.no-topic', { name })
  if (!listOf(topic).includes(cronTopic)) return say('functions.lint.other-topic', { name, topic })
  const fault = scheduleFault(text, now)
  const { cron, time_zone } = text
  if (fault === 'never') return say('functions.lint.never', { cron })
  if (fault) return say('functions.lint.bad-cron', { cron, time_zone, cause: fault.cause })
  return annotations['vigie.enabled'] === 'false' ? say('functions.schedule-off') : null
}
