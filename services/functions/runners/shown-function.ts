import type { FunctionView } from '../../../contracts/functions/functions.ts'
import { reasonFields } from '../../../contracts/messages/words.ts'
import { cronTopic, scheduleTexts } from '../stack/schedules.ts'
import type { Deployed } from './functions.ts'
import { treeUse } from './process-tree.ts'
import { limitsOf } from './runner.ts'

export function shownFunction({ spec, runner, reason, invocations }: Deployed): FunctionView {
  const { name, lang, annotations, file, line } = spec
  const topics = (annotations.topic ?? '').split(',').map(topic => topic.trim())
  const { timeout_ms, memory_bytes, in_flight } = runner?.limits ?? limitsOf(spec)
  return {
    name,
    lang,
    invocations,
    place: `${file}:${line}`,
    level: runner?.level ?? null,
    ready: runner !== undefined,
    ...reasonFields(reason),
    public: annotations['vigie.public'] === 'true',
    network: annotations['vigie.network'] === 'true',
    topics: topics.filter(topic => topic !== '' && topic !== cronTopic),
    schedules: scheduleTexts(annotations).map(({ cron, time_zone }) => ({ cron, time_zone })),
    limits: { timeout_ms, memory_bytes, in_flight },
    memory_bytes: runner?.pid === undefined ? 0 : treeUse(runner.pid).bytes,
    in_flight: runner?.inFlight ?? 0,
  }
}
