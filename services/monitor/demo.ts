import { v7 as uuid } from 'uuid'
import { type DemoOutage, demoDays, demoStory, seeded } from '../../contracts/demo.ts'
import type { Rollup } from '../../contracts/monitor/monitor.ts'
import { slugOf } from '../../contracts/slug.ts'
import { redactAddress } from '../../kit/http-client/redact-address.ts'
import { plainText } from '../../kit/messages/message.ts'
import { iso } from '../../kit/runtime/clock.ts'
import type { DemoPart } from '../../kit/service/demo.ts'
import type { MonitorConfig } from './config.ts'
import type { DefinedCheck } from './definitions/check.ts'
import { saveChecks, saveHeartbeats } from './definitions/check-store.ts'
import { toDefinition } from './definitions/definition.ts'
import { planFile } from './definitions/plan-checks.ts'
import { type Interval, saveIntervals } from './evaluation/state-store.ts'
import { saveRollups } from './results/result-store.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The checks of the file as if they had been watched for ninety days. Their outages are those of the story. */
export const demo: DemoPart = async ({ store, publish, config, settings, placeOf, now }) => {
  const { services } = config as MonitorConfig
  const story = demoStory({ now, language: settings.language })
  const wanted = services.map((item, position) => {
    const definition = toDefinition(item)
    const place = placeOf(['services', position])
    return { slug: slugOf(definition.name), origin: 'file' as const, definition, place, position }
  })
  const from = Math.floor((now - demoDays * dayMs) / dayMs) * dayMs
  await store.transaction(async () => {
    const plan = planFile([], wanted, { now: from, newId: uuid, shown: redactAddress })
    for (const check of await saveChecks(store, plan.saves)) {
      const outages = story.outages.filter(({ component }) => component.slug === check.slug)
      await saveIntervals(store, intervalsOf(check, outages, from))
      const { token } = check.definition
      if (token !== undefined)
        await saveHeartbeats(store, [{ check_id: check.id, token, beat: { at: now, failed: false } }])
      const usual = story.components.find(({ slug }) => slug === check.slug)?.response_ms ?? 0
      if (usual > 0) await saveHours(check, { outages, usual, from, now })
    }
    await publish(...plan.facts)
  })
  return []

  async function saveHours(check: DefinedCheck, past: Past): Promise<void> {
    for (const step of ['hour', 'day'] as const) {
      for (const [start, rollups] of daysOf(check, past, step)) {
        await saveRollups(store, { check: check.number, step, from: start }, rollups)
      }
    }
  }
}

function intervalsOf({ id }: DefinedCheck, outages: readonly DemoOutage[], from: number): Interval[] {
  const up = (started_at: number): Interval => ({ check_id: id, started_at, state: 'up', episode: null, reason: null })
  return [
    up(from),
    ...outages.flatMap(({ started_at, ended_at, state, reason }) => [
      { check_id: id, started_at, state, episode: uuid(), reason: plainText(reason) },
      up(ended_at),
    ]),
  ]
}

type Past = {
  readonly outages: readonly DemoOutage[]
  readonly usual: number
  readonly from: number
  readonly now: number
}

/** Answers take longer by day than by night, and much longer when something is wrong. */
function daysOf({ number }: DefinedCheck, { outages, usual, from, now }: Past, step: 'hour' | 'day') {
  const random = seeded(number)
  const length = step === 'hour' ? hourMs : dayMs
  const days = new Map<number, Rollup[]>()
  for (let start = from; start + length <= now; start += length) {
    const hit = outages.filter(({ started_at, ended_at }) => started_at < start + length && ended_at > start)
    const lost_s = hit.reduce((sum, { started_at, ended_at }) => {
      return sum + (Math.min(ended_at, start + length) - Math.max(started_at, start)) / 1000
    }, 0)
    const busy = 1 + 0.25 * Math.sin(((new Date(start).getUTCHours() - 9) / 24) * 2 * Math.PI)
    const mean = usual * busy * (0.9 + 0.2 * random()) * (hit.length > 0 ? 2.5 : 1)
    const count = length / 20_000
    const bad = Math.min(count, Math.round(lost_s / 20))
    const degraded = hit.some(({ state }) => state === 'degraded') ? bad : 0
    const day = Math.floor(start / dayMs) * dayMs
    const rollups = days.get(day) ?? []
    days.set(day, rollups)
    rollups.push({
      at: iso(start),
      count,
      up: count - bad,
      degraded,
      down: bad - degraded,
      unknown: 0,
      min_ms: round(mean * 0.6),
      mean_ms: round(mean),
      max_ms: round(mean * (3 + 4 * random())),
      p50_ms: round(mean * 0.94),
      p95_ms: round(mean * (1.5 + random() * 0.4)),
      p99_ms: round(mean * 2.4),
    })
  }
  return days
}

const round = (ms: number): number => Math.round(ms * 10) / 10
