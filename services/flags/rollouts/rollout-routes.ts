import type { Ramp } from '../../../contracts/flags/flag-rollouts.ts'
import * as contract from '../../../contracts/flags/flag-rollouts.ts'
import { reasonFields, say } from '../../../contracts/messages/words.ts'
import { conflict, notFound } from '../../../contracts/refusals.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import { environmentRef } from '../definitions/flag.ts'
import { currentEnvironment } from '../environments/load-environments.ts'
import { pagesById } from '../environments/pages.ts'
import { orChangeRequest } from '../governance/create-change-request.ts'
import { actorOf, mayEdit, type Deps as RoleDeps, requireRole } from '../governance/permission.ts'
import { recordAudit } from '../governance/record-audit.ts'
import { paused, presentRamp, resumed, type StoredRamp } from './ramp.ts'
import { presentSchedule, type StoredSchedule } from './rollout.ts'
import { applyRamp, type Deps as RunDeps, updateNextDue } from './run-rollouts.ts'
import { requestRollout } from './start-rollout.ts'

type Deps = RunDeps & RoleDeps

const schedulePages = pagesById('scheduled-changes')
const rampPages = pagesById('ramps')

export function serveRollouts(deps: Deps): Served[] {
  return [...serveSchedules(deps), ...serveRamps(deps)]
}

const subjectOf = ({ project, environment, key }: StoredRamp | StoredSchedule) => `${project}/${environment}/${key}`

function serveSchedules(deps: Deps): Served[] {
  return [
    serve(contract.ListScheduledChanges, async ({ query }) => {
      const { items, next_cursor } = await schedulePages(query, from => deps.schedules.list({ ...query, ...from }))
      return { items: items.map(presentSchedule), next_cursor }
    }),
    serve(
      contract.ScheduleFlagChange,
      async ({ params, query, body, caller }) => {
        const asked = { ref: environmentRef(query), key: params.key, break_glass: query.break_glass }
        return orChangeRequest(async () =>
          presentSchedule(await requestRollout(deps, caller, asked, { kind: 'schedule', body })),
        )
      },
      mayEdit(deps),
    ),
    serve(contract.CancelScheduledChange, async ({ params, caller }) => {
      const schedule = await deps.schedules.find(params.id)
      if (!schedule) throw notFound('flags.schedule-not-found', { id: params.id })
      await requireRole(deps, caller, schedule.project, 'editor')
      await deps.store.transaction(async () => {
        const now = await deps.schedules.find(params.id)
        if (now?.state !== 'pending') throw conflict('flags.schedule-over', { state: now?.state ?? 'gone' })
        await deps.schedules.put({ ...now, state: 'cancelled', next_at: null })
        const before = { at: now.at, change: now.change }
        const id = subjectOf(now)
        await recordAudit(deps, actorOf(caller), { action: 'flag.plan-cancelled', id, before, after: null })
      })
      return null
    }),
  ]
}

function serveRamps(deps: Deps): Served[] {
  return [
    serve(contract.ListRamps, async ({ query }) => {
      const { items, next_cursor } = await rampPages(query, from => deps.ramps.list({ ...query, ...from }))
      return { items: items.map(presentRamp), next_cursor }
    }),
    serve(
      contract.StartRamp,
      async ({ params, query, body, caller }) => {
        const asked = { ref: environmentRef(query), key: params.key, break_glass: query.break_glass }
        return orChangeRequest(async () =>
          presentRamp(await requestRollout(deps, caller, asked, { kind: 'ramp', body })),
        )
      },
      mayEdit(deps),
    ),
    serve(contract.SteerRamp, async ({ params, body, caller }): Promise<Ramp> => {
      const found = await deps.ramps.find(params.id)
      if (!found) throw notFound('flags.ramp-not-found', { id: params.id })
      await requireRole(deps, caller, found.project, 'editor')
      const steered = await deps.store.transaction(async () => {
        const ramp = await deps.ramps.find(params.id)
        if (ramp?.state !== 'running' && ramp?.state !== 'paused') {
          throw conflict('flags.ramp-over', { state: ramp?.state ?? 'gone' })
        }
        const before = { state: ramp.state, percent: ramp.percent }
        const { order, reason } = body
        const why = reason === undefined ? reasonFields(say(`flag.${order}`, { name: caller.name })) : { reason }
        const next = await steer(deps, ramp, order, why)
        const after = { state: next.state, percent: next.percent, reason: body.reason ?? null }
        await recordAudit(deps, actorOf(caller), { action: 'flag.ramp-steered', id: subjectOf(ramp), before, after })
        return next
      })
      await updateNextDue(deps)
      return presentRamp(steered)
    }),
  ]
}

type Order = 'pause' | 'resume' | 'roll_back' | 'cancel'

async function steer(
  deps: Deps,
  ramp: StoredRamp,
  order: Order,
  why: Pick<Ramp, 'reason' | 'reason_i18n'>,
): Promise<StoredRamp> {
  const now = deps.clock.now()
  if (order === 'roll_back') {
    return applyRamp(deps, { ...ramp, state: 'rolled_back', percent: 0, next_at: null, ...why })
  }
  const next: StoredRamp =
    order === 'pause'
      ? paused(ramp, now, why, false)
      : order === 'resume'
        ? resumed({ ...ramp, revision: await revisionToGoOnFrom(deps, ramp) }, now)
        : { ...ramp, state: 'cancelled', next_at: null, ...why }
  await deps.ramps.put(next)
  return next
}

/**
 * Whoever lets it go on takes the flag as it now is, when somebody changed it meanwhile; but not where changes need a second
 * person, since the next step would undo what two people agreed to.
 */
async function revisionToGoOnFrom(deps: Deps, ramp: StoredRamp): Promise<number> {
  const { environment, flags } = await currentEnvironment(deps, environmentRef(ramp))
  const { revision } = flags.get(ramp.key) ?? ramp
  if (revision === ramp.revision || !environment.approval) return revision
  throw conflict('flags.ramp-overtaken', { key: ramp.key })
}
