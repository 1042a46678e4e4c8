import { iso } from '../../../kit/runtime/clock.ts'
import { messageOf, Refusal } from '../../../kit/service/errors.ts'
import { flagIn, refuseFileFlag } from '../definitions/edit-flag.ts'
import { contentOf, placeOf } from '../definitions/flag.ts'
import type { By } from '../definitions/flag-changes.ts'
import { definitionIn } from '../definitions/read-body.ts'
import { changePlace } from '../environments/change-environment.ts'
import type { Work } from '../work.ts'
import { isTroubled, nextStep, paused, rampedDefinition, resumed, type StoredRamp } from './ramp.ts'
import type { StoredSchedule } from './schedule.ts'

const actors = {
  schedule: { id: 'schedule', kind: 'schedule', name: 'schedule' },
  ramp: { id: 'ramp', kind: 'ramp', name: 'ramp' },
} as const

/** Scheduled changes and ramps whose time has come; each with its change in one transaction, so a crash repeats nothing. */
export async function runRollouts(work: Work): Promise<void> {
  const now = iso(work.clock.now())
  for (const schedule of await work.schedules.inState(['pending'])) {
    if (schedule.next_at !== null && schedule.next_at <= now) await makeScheduled(work, schedule)
  }
  for (const ramp of await work.ramps.inState(['running', 'paused'])) await moveRamp(work, ramp)
  await planRollouts(work)
}

/** When to look again. */
export async function planRollouts(work: Work): Promise<void> {
  const waiting = [...(await work.schedules.inState(['pending'])), ...(await work.ramps.inState(['running']))]
  const next = Math.min(...waiting.map(({ next_at }) => Date.parse(next_at ?? '9999-12-31')))
  work.agenda.set('rollouts', next)
}

function makeScheduled(work: Work, { id }: StoredSchedule): Promise<void> {
  return work.store.transaction(async () => {
    const schedule = await work.schedules.find(id)
    if (schedule?.state !== 'pending') return
    const by: By = {
      actor: actors.schedule,
      action: 'scheduled',
      reason: schedule.reason ?? `planned by ${schedule.by}`,
    }
    const error = await failureOf(() =>
      changePlace(work, placeOf(schedule), by, now => {
        const flag = flagIn(now, schedule.key)
        refuseFileFlag(flag)
        const definition = definitionIn({ ...flag.definition, ...schedule.change }, 'definition')
        return { flags: new Map([[schedule.key, { ...contentOf(flag), definition }]]) }
      }),
    )
    await work.schedules.put({ ...schedule, state: error === null ? 'done' : 'failed', next_at: null, error })
  })
}

/** What a caller would be told; anything else is a bug and is thrown on. */
async function failureOf(run: () => Promise<unknown>): Promise<string | null> {
  try {
    await run()
    return null
  } catch (thrown) {
    if (thrown instanceof Refusal) return messageOf(thrown)
    throw thrown
  }
}

/** By the clock and by how its guard's components are. */
export function moveRamp(work: Work, { id }: Pick<StoredRamp, 'id'>): Promise<void> {
  return work.store.transaction(async () => {
    const ramp = await work.ramps.find(id)
    if (!ramp || (ramp.state !== 'running' && !(ramp.state === 'paused' && ramp.guarded))) return
    const trouble = await troubleOf(work, ramp)
    const now = work.clock.now()
    if (trouble !== undefined && ramp.guard?.on_trouble === 'roll_back') {
      await applyRamp(work, {
        ...ramp,
        state: 'rolled_back',
        percent: 0,
        next_at: null,
        reason: `${trouble} is in trouble`,
      })
    } else if (trouble !== undefined) {
      if (ramp.state === 'running') {
        await work.ramps.put(paused(ramp, now, { reason: `${trouble} is in trouble`, guarded: true }))
      }
    } else if (ramp.state === 'paused') {
      await work.ramps.put(resumed(ramp, now))
    } else if (ramp.next_at !== null && ramp.next_at <= iso(now)) {
      await applyRamp(work, nextStep(ramp, now))
    }
  })
}

async function troubleOf(work: Work, { guard }: StoredRamp): Promise<string | undefined> {
  for (const slug of guard?.components ?? []) {
    const component = await work.components.named(slug)
    if (component && isTroubled(component.status)) return slug
  }
  return undefined
}

/** In the running transaction: the flag as this ramp wants it now. Somebody who changed it meanwhile is not overruled. */
export async function applyRamp(work: Work, ramp: StoredRamp): Promise<StoredRamp> {
  let touched: string | null = null
  const reason = ramp.reason ?? `${ramp.variant}: ${ramp.percent}%`
  const next = await changePlace(work, placeOf(ramp), { actor: actors.ramp, action: 'ramped', reason }, now => {
    const flag = now.flags.get(ramp.key)
    if (!flag || flag.revision !== ramp.revision) {
      touched = flag?.changed_by ?? 'somebody'
      return {}
    }
    const definition = rampedDefinition(ramp.base, ramp.variant, ramp.percent)
    return { flags: new Map([[ramp.key, { ...contentOf(flag), definition }]]) }
  })
  const revision = next.flags.get(ramp.key)?.revision ?? ramp.revision
  const kept: StoredRamp =
    touched === null
      ? { ...ramp, revision }
      : { ...paused(ramp, work.clock.now(), { reason: `${touched} changed the flag`, guarded: false }) }
  await work.ramps.put(kept)
  return kept
}
