import { errorFields, type Message, reasonFields, say } from '../../../contracts/messages/words.ts'
import { plainText } from '../../../kit/messages/message.ts'
import type { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import { flagIn, refuseFileFlag } from '../definitions/edit-flag.ts'
import { contentOf, environmentRef } from '../definitions/flag.ts'
import type { ChangeAuthor } from '../definitions/flag-changes.ts'
import { parseDefinition } from '../definitions/parse-flag.ts'
import { type Deps as ChangeDeps, changeEnvironment } from '../environments/change-environment.ts'
import type { JsonColumnStore } from '../environments/json-column-store.ts'
import type { NextDue } from '../environments/next-due.ts'
import type { KnownComponent } from './component-copy.ts'
import { isTroubled, nextStep, paused, rampedDefinition, resumed, type StoredRamp } from './ramp.ts'
import type { StoredSchedule } from './rollout.ts'

export type Deps = ChangeDeps & {
  readonly schedules: JsonColumnStore<StoredSchedule>
  readonly ramps: JsonColumnStore<StoredRamp>
  readonly components: ReadCopy<KnownComponent>
  readonly nextDue: NextDue
}

const actors = {
  schedule: { id: 'schedule', kind: 'schedule', name: 'schedule' },
  ramp: { id: 'ramp', kind: 'ramp', name: 'ramp' },
} as const

/** Scheduled changes and ramps whose time has come; each with its change in one transaction, so a crash repeats nothing. */
export async function runRollouts(deps: Deps): Promise<void> {
  const now = iso(deps.clock.now())
  for (const schedule of await deps.schedules.inState(['pending'])) {
    if (schedule.next_at !== null && schedule.next_at <= now) await makeScheduled(deps, schedule)
  }
  for (const ramp of await deps.ramps.inState(['running', 'paused'])) await advanceRamp(deps, ramp)
  await updateNextDue(deps)
}

export async function updateNextDue(deps: Deps): Promise<void> {
  const waiting = [...(await deps.schedules.inState(['pending'])), ...(await deps.ramps.inState(['running']))]
  const next = Math.min(...waiting.map(({ next_at }) => Date.parse(next_at ?? '9999-12-31')))
  deps.nextDue.rollouts = next
}

function makeScheduled(deps: Deps, { id }: StoredSchedule): Promise<void> {
  return deps.store.transaction(async () => {
    const schedule = await deps.schedules.find(id)
    if (schedule?.state !== 'pending') return
    const by: ChangeAuthor = {
      actor: actors.schedule,
      action: 'scheduled',
      ...(schedule.reason === null
        ? reasonFields(say('flag.planned', { name: schedule.by }))
        : { reason: schedule.reason }),
    }
    const error = await failureOf(() =>
      changeEnvironment(deps, environmentRef(schedule), by, now => {
        const flag = flagIn(now, schedule.key)
        refuseFileFlag(flag)
        const definition = parseDefinition({ ...flag.definition, ...schedule.change }, 'definition')
        return { flags: new Map([[schedule.key, { ...contentOf(flag), definition }]]) }
      }),
    )
    await deps.schedules.put({
      ...schedule,
      state: error === null ? 'done' : 'failed',
      next_at: null,
      ...errorFields(error),
    })
  })
}

/** What a caller would be told; anything else is a bug and is thrown on. */
async function failureOf(run: () => Promise<unknown>): Promise<Message | null> {
  try {
    await run()
    return null
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.detail_i18n ?? plainText(thrown.message)
    throw thrown
  }
}

function advanceRamp(deps: Deps, { id }: Pick<StoredRamp, 'id'>): Promise<void> {
  return deps.store.transaction(async () => {
    const ramp = await deps.ramps.find(id)
    if (!ramp || (ramp.state !== 'running' && !(ramp.state === 'paused' && ramp.guarded))) return
    const trouble = await troubleOf(deps, ramp)
    const now = deps.clock.now()
    if (trouble !== undefined && ramp.guard?.on_trouble === 'roll_back') {
      await applyRamp(deps, {
        ...ramp,
        state: 'rolled_back',
        percent: 0,
        next_at: null,
        ...reasonFields(say('flag.trouble', { component: trouble })),
      })
    } else if (trouble !== undefined) {
      if (ramp.state === 'running') {
        await deps.ramps.put(paused(ramp, now, reasonFields(say('flag.trouble', { component: trouble })), true))
      }
    } else if (ramp.state === 'paused') {
      await deps.ramps.put(resumed(ramp, now))
    } else if (ramp.next_at !== null && ramp.next_at <= iso(now)) {
      await applyRamp(deps, nextStep(ramp, now))
    }
  })
}

/** Ramps that this component guards stop, go back or go on. */
export async function advanceGuardedRamps(deps: Deps, slug: string): Promise<void> {
  for (const ramp of await deps.ramps.inState(['running', 'paused'])) {
    if (ramp.guard?.components.includes(slug)) await advanceRamp(deps, ramp)
  }
  deps.store.afterCommit(() => {
    deps.nextDue.rollouts = 0
  })
}

async function troubleOf(deps: Deps, { guard }: StoredRamp): Promise<string | undefined> {
  for (const slug of guard?.components ?? []) {
    const component = await deps.components.named(slug)
    if (component && isTroubled(component.status)) return slug
  }
  return undefined
}

/** In the running transaction: the flag as this ramp wants it now. Somebody who changed it meanwhile is not overruled. */
export async function applyRamp(deps: Deps, ramp: StoredRamp): Promise<StoredRamp> {
  let touched: string | null = null
  const { reason, reason_i18n = null, variant, percent } = ramp
  const why = reason === null ? reasonFields(say('flag.share', { variant, percent })) : { reason, reason_i18n }
  const next = await changeEnvironment(
    deps,
    environmentRef(ramp),
    { actor: actors.ramp, action: 'ramped', ...why },
    now => {
      const flag = now.flags.get(ramp.key)
      if (!flag || flag.revision !== ramp.revision) {
        touched = flag?.changed_by ?? 'somebody'
        return {}
      }
      const definition = rampedDefinition(ramp.base, ramp.variant, ramp.percent)
      return { flags: new Map([[ramp.key, { ...contentOf(flag), definition }]]) }
    },
  )
  const revision = next.flags.get(ramp.key)?.revision ?? ramp.revision
  const kept: StoredRamp =
    touched === null
      ? { ...ramp, revision }
      : paused(ramp, deps.clock.now(), reasonFields(say('flag.touched', { name: touched })), false)
  await deps.ramps.put(kept)
  return kept
}
