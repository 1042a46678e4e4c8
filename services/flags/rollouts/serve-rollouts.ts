import type { Ramp } from '../../../contracts/flag-rollouts.ts'
import * as contract from '../../../contracts/flag-rollouts.ts'
import type { Caller } from '../../../kit/caller.ts'
import { iso } from '../../../kit/clock.ts'
import { conflict, invalid, notFound } from '../../../kit/errors.ts'
import { type Served, serve } from '../../../kit/service.ts'
import { flagIn, refuseFileFlag } from '../edit-flag.ts'
import { hint } from '../engine/check-definition.ts'
import { type Place, placeOf, type StoredFlag } from '../flag.ts'
import { actorOf, requireRole } from '../permission.ts'
import { definitionIn } from '../read-body.ts'
import { recordAudit } from '../record-audit.ts'
import { pageOf } from '../rest-store.ts'
import { loadedAt } from '../serve-definitions.ts'
import type { Work } from '../work.ts'
import { paused, presentRamp, resumed, type StoredRamp } from './ramp.ts'
import { applyRamp, planRollouts } from './run-rollouts.ts'
import { presentSchedule } from './schedule.ts'

export function serveRollouts(work: Work): Served[] {
  return [...serveSchedules(work), ...serveRamps(work)]
}

/** Where changes need a second person, whoever plans them has to be an approver. */
async function plannable(work: Work, caller: Caller, place: Place, key: string): Promise<StoredFlag> {
  const loaded = loadedAt(work, place)
  await requireRole(work, caller, place.project, loaded.environment.approval ? 'approver' : 'editor')
  const flag = flagIn(loaded, key)
  refuseFileFlag(flag)
  return flag
}

const subjectOf = ({ project, environment, key }: Place & { key: string }) => `${project}/${environment}/${key}`

function serveSchedules(work: Work): Served[] {
  return [
    serve(contract.ListScheduledChanges, async ({ query }) => {
      const { things, next_cursor } = await pageOf(work.schedules, query)
      return { items: things.map(presentSchedule), next_cursor }
    }),
    serve(contract.ScheduleFlagChange, async ({ params, query, body, caller }) => {
      const place = placeOf(query)
      const flag = await plannable(work, caller, place, params.key)
      if (Object.keys(body.change).length === 0) {
        const fields = [{ field: 'body.change', message: 'must say what is changed' }]
        throw invalid('flags.nothing-planned', 'change must say what is changed', { fields })
      }
      definitionIn({ ...flag.definition, ...body.change }, 'change')
      const at = iso(Date.parse(body.at))
      const state = 'pending' as const
      const made = { id: work.newId(), ...place, key: params.key, state, next_at: at, at }
      const schedule = { ...made, change: body.change, by: caller.name, reason: body.reason ?? null, error: null }
      await work.store.transaction(async () => {
        await work.schedules.put(schedule)
        const after = { at, change: body.change }
        await recordAudit(work, actorOf(caller), {
          action: 'flag.planned',
          id: subjectOf(schedule),
          before: null,
          after,
        })
      })
      await planRollouts(work)
      return presentSchedule(schedule)
    }),
    serve(contract.CancelScheduledChange, async ({ params, caller }) => {
      const schedule = await work.schedules.find(params.id)
      if (!schedule) throw notFound('flags.schedule-not-found', `there is no planned change "${params.id}"`)
      await requireRole(work, caller, schedule.project, 'editor')
      await work.store.transaction(async () => {
        const now = await work.schedules.find(params.id)
        if (now?.state !== 'pending') throw conflict('flags.schedule-over', `it is ${now?.state ?? 'gone'} already`)
        await work.schedules.put({ ...now, state: 'cancelled', next_at: null })
        const before = { at: now.at, change: now.change }
        await recordAudit(work, actorOf(caller), {
          action: 'flag.plan-cancelled',
          id: subjectOf(now),
          before,
          after: null,
        })
      })
      await planRollouts(work)
      return null
    }),
  ]
}

function serveRamps(work: Work): Served[] {
  return [
    serve(contract.ListRamps, async ({ query }) => {
      const { things, next_cursor } = await pageOf(work.ramps, query)
      return { items: things.map(presentRamp), next_cursor }
    }),
    serve(contract.StartRamp, async ({ params, query, body, caller }): Promise<Ramp> => {
      const place = placeOf(query)
      const flag = await plannable(work, caller, place, params.key)
      const { variant, steps, guard = null } = body
      const variants = Object.keys(flag.definition.variants)
      if (!variants.includes(variant)) {
        const fields = [{ field: 'body.variant', message: 'is none of them' }]
        throw invalid(
          'flags.no-such-variant',
          `"${variant}" is no variant of "${flag.key}"; ${hint(variant, variants)}`,
          { fields },
        )
      }
      const [first] = steps
      if (!first) {
        throw invalid('flags.no-steps', 'a ramp needs a step', {
          fields: [{ field: 'body.steps', message: 'needs one' }],
        })
      }
      const now = work.clock.now()
      const ramp: StoredRamp = {
        ...{ id: work.newId(), project: place.project, environment: place.environment, key: flag.key },
        ...{ state: 'running', next_at: iso(now + first.for_s * 1_000), variant, steps, guard, step: 0 },
        ...{ percent: first.percent, started_at: iso(now), by: caller.name, reason: body.reason ?? null },
        ...{ base: flag.definition, revision: flag.revision, guarded: false, left_ms: null },
      }
      const started = await work.store.transaction(async () => {
        const others = await work.ramps.inState(['running', 'paused'])
        if (others.some(other => subjectOf(other) === subjectOf(ramp))) {
          throw conflict('flags.ramp-running', `a ramp of "${flag.key}" is under way; steer that one`)
        }
        const after = { variant, steps, guard }
        await recordAudit(work, actorOf(caller), {
          action: 'flag.ramp-started',
          id: subjectOf(ramp),
          before: null,
          after,
        })
        return applyRamp(work, ramp)
      })
      await planRollouts(work)
      return presentRamp(started)
    }),
    serve(contract.SteerRamp, async ({ params, body, caller }): Promise<Ramp> => {
      const found = await work.ramps.find(params.id)
      if (!found) throw notFound('flags.ramp-not-found', `there is no ramp "${params.id}"`)
      await requireRole(work, caller, found.project, 'editor')
      const steered = await work.store.transaction(async () => {
        const ramp = await work.ramps.find(params.id)
        if (ramp?.state !== 'running' && ramp?.state !== 'paused') {
          throw conflict('flags.ramp-over', `the ramp is ${ramp?.state ?? 'gone'} already`)
        }
        const before = { state: ramp.state, percent: ramp.percent }
        const next = await steer(work, ramp, {
          order: body.order,
          reason: body.reason ?? `${body.order} by ${caller.name}`,
        })
        const after = { state: next.state, percent: next.percent, reason: body.reason ?? null }
        await recordAudit(work, actorOf(caller), { action: 'flag.ramp-steered', id: subjectOf(ramp), before, after })
        return next
      })
      await planRollouts(work)
      return presentRamp(steered)
    }),
  ]
}

type Order = { readonly order: 'pause' | 'resume' | 'roll_back' | 'cancel'; readonly reason: string }

async function steer(work: Work, ramp: StoredRamp, { order, reason }: Order): Promise<StoredRamp> {
  const now = work.clock.now()
  if (order === 'roll_back') {
    return applyRamp(work, { ...ramp, state: 'rolled_back', percent: 0, next_at: null, reason })
  }
  const next: StoredRamp =
    order === 'pause'
      ? paused(ramp, now, { reason, guarded: false })
      : order === 'resume'
        ? // Whoever lets it go on takes the flag as it now is, when somebody changed it meanwhile.
          resumed({ ...ramp, revision: currentRevision(work, ramp) }, now)
        : { ...ramp, state: 'cancelled', next_at: null, reason }
  await work.ramps.put(next)
  return next
}

const currentRevision = (work: Work, ramp: StoredRamp): number =>
  work.board.at(placeOf(ramp))?.flags.get(ramp.key)?.revision ?? ramp.revision
