import type { Ramp } from '../../../contracts/flag-rollouts.ts'
import * as contract from '../../../contracts/flag-rollouts.ts'
import { conflict, notFound } from '../../../kit/service/errors.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import { type Place, placeOf } from '../definitions/flag.ts'
import { current } from '../environments/change-environment.ts'
import { pageOf } from '../environments/json-column-store.ts'
import { orProposal } from '../governance/approval.ts'
import { actorOf, mayEdit, requireRole } from '../governance/permission.ts'
import { recordAudit } from '../governance/record-audit.ts'
import type { Work } from '../work.ts'
import { askRollout } from './begin-rollout.ts'
import { paused, presentRamp, resumed, type StoredRamp } from './ramp.ts'
import { applyRamp, planRollouts } from './run-rollouts.ts'
import { presentSchedule } from './schedule.ts'

export function serveRollouts(work: Work): Served[] {
  return [...serveSchedules(work), ...serveRamps(work)]
}

const subjectOf = ({ project, environment, key }: Place & { key: string }) => `${project}/${environment}/${key}`

function serveSchedules(work: Work): Served[] {
  return [
    serve(contract.ListScheduledChanges, async ({ query }) => {
      const { things, next_cursor } = await pageOf(work.schedules, query)
      return { items: things.map(presentSchedule), next_cursor }
    }),
    serve(
      contract.ScheduleFlagChange,
      async ({ params, query, body, caller }) => {
        const asked = { place: placeOf(query), key: params.key, break_glass: query.break_glass }
        return orProposal(async () => {
          const schedule = await askRollout(work, caller, asked, { kind: 'schedule', body })
          await planRollouts(work)
          return presentSchedule(schedule)
        })
      },
      mayEdit(work),
    ),
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
    serve(
      contract.StartRamp,
      async ({ params, query, body, caller }) => {
        const asked = { place: placeOf(query), key: params.key, break_glass: query.break_glass }
        return orProposal(async () => {
          const ramp = await askRollout(work, caller, asked, { kind: 'ramp', body })
          await planRollouts(work)
          return presentRamp(ramp)
        })
      },
      mayEdit(work),
    ),
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
        ? resumed({ ...ramp, revision: await revisionToGoOnFrom(work, ramp) }, now)
        : { ...ramp, state: 'cancelled', next_at: null, reason }
  await work.ramps.put(next)
  return next
}

/**
 * Whoever lets it go on takes the flag as it now is, when somebody changed it meanwhile; but not where changes need a second
 * person, since the next step would undo what two people agreed to.
 */
async function revisionToGoOnFrom(work: Work, ramp: StoredRamp): Promise<number> {
  const { environment, flags } = await current(work, placeOf(ramp))
  const { revision } = flags.get(ramp.key) ?? ramp
  if (revision === ramp.revision || !environment.approval) return revision
  const message = `"${ramp.key}" was changed since, and changes here need a second person; start another roll-out`
  throw conflict('flags.ramp-overtaken', message)
}
