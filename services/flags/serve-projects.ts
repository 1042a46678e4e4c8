import type { FlagEnvironment, FlagProject } from '../../contracts/flag-governance.ts'
import * as contract from '../../contracts/flag-governance.ts'
import type { Caller } from '../../kit/caller.ts'
import { iso } from '../../kit/clock.ts'
import { conflict, notFound } from '../../kit/errors.ts'
import { type Served, serve } from '../../kit/service.ts'
import type { Loaded } from './board.ts'
import type { StoredProject } from './environment-store.ts'
import { defaultPlace, type Place } from './flag.ts'
import { actorOf, requireRole, roleIn } from './permission.ts'
import { putEnvironment } from './put-environment.ts'
import { recordAudit } from './record-audit.ts'
import { loadedAt } from './serve-definitions.ts'
import type { Work } from './work.ts'

export function serveProjects(work: Work): Served[] {
  return [...serveProject(work), ...serveEnvironments(work), ...serveMembers(work)]
}

const presentEnvironment = ({ environment, flags }: Loaded): FlagEnvironment => {
  const { project, name, title, revision, approval } = environment
  return { project, name, title, revision, approval, flags: flags.size }
}

async function presentProject(work: Work, project: StoredProject, caller: Caller): Promise<FlagProject> {
  const environments = work.board.places().filter(({ environment }) => environment.project === project.name)
  return {
    ...project,
    environments: environments.map(presentEnvironment),
    my_role: await roleIn(work, caller, project.name),
  }
}

async function projectCalled(work: Work, name: string): Promise<StoredProject> {
  const all = await work.environments.projects()
  const found = all.find(project => project.name === name)
  if (found) return found
  throw notFound(
    'flags.project-not-found',
    `there is no project "${name}"; there are: ${all.map(p => p.name).join(', ')}`,
  )
}

function serveProject(work: Work): Served[] {
  return [
    serve(contract.ListFlagProjects, async ({ caller }) => {
      const items: FlagProject[] = []
      for (const project of await work.environments.projects()) items.push(await presentProject(work, project, caller))
      return { items, next_cursor: null }
    }),
    serve(contract.CreateFlagProject, async ({ body: { name, title }, caller }) => {
      const project = { name, title: title ?? name, created_at: iso(work.clock.now()) }
      await work.store.transaction(async () => {
        const all = await work.environments.projects()
        if (all.some(one => one.name === name)) throw conflict('flags.project-taken', `"${name}" is there already`)
        await work.environments.putProject(project)
        await recordAudit(work, actorOf(caller), {
          action: 'flag-project.created',
          id: name,
          before: null,
          after: project,
        })
        const place = { project: name, environment: defaultPlace.environment }
        await putEnvironment(work, place, actorOf(caller), { title: 'Production' })
      })
      return presentProject(work, project, caller)
    }),
    serve(contract.DeleteFlagProject, async ({ params: { project: name }, caller }) => {
      const project = await projectCalled(work, name)
      const places = work.board.places().filter(({ environment }) => environment.project === name)
      if (name === defaultPlace.project) throw conflict('flags.project-kept', 'the default project stays')
      if (places.some(({ flags }) => flags.size > 0)) {
        throw conflict('flags.project-used', `"${name}" still has flags; take them away first`)
      }
      await work.store.transaction(async () => {
        for (const { environment } of places)
          await dropEnvironment(work, { project: name, environment: environment.name })
        await work.environments.deleteProject(name)
        await recordAudit(work, actorOf(caller), {
          action: 'flag-project.deleted',
          id: name,
          before: project,
          after: null,
        })
      })
      return null
    }),
  ]
}

/** In the running transaction; its flags are gone already. */
async function dropEnvironment(work: Work, place: Place): Promise<void> {
  await work.environments.delete(place)
  work.store.afterCommit(() => work.board.remove(place))
}

function serveEnvironments(work: Work): Served[] {
  return [
    serve(contract.PutFlagEnvironment, async ({ params: place, body, caller }) => {
      await projectCalled(work, place.project)
      await requireRole(work, caller, place.project, 'owner')
      await work.store.transaction(() => putEnvironment(work, place, actorOf(caller), body))
      return presentEnvironment(loadedAt(work, place))
    }),
    serve(contract.DeleteFlagEnvironment, async ({ params: place, caller }) => {
      await requireRole(work, caller, place.project, 'owner')
      const { environment, flags } = loadedAt(work, place)
      const isDefault = place.project === defaultPlace.project && place.environment === defaultPlace.environment
      if (isDefault) throw conflict('flags.environment-kept', 'the default environment stays')
      if (flags.size > 0)
        throw conflict('flags.environment-used', `it still has ${flags.size} flags; take them away first`)
      await work.store.transaction(async () => {
        await dropEnvironment(work, place)
        const id = `${place.project}/${place.environment}`
        const before = { title: environment.title }
        await recordAudit(work, actorOf(caller), { action: 'flag-environment.deleted', id, before, after: null })
      })
      return null
    }),
  ]
}

function serveMembers(work: Work): Served[] {
  return [
    serve(contract.ListFlagMembers, async ({ params }) => {
      await projectCalled(work, params.project)
      const items = await work.members.list(params.project)
      return { items: items.map(({ user_id, role }) => ({ user_id, role: role as 'viewer' })), next_cursor: null }
    }),
    serve(contract.PutFlagMember, async ({ params: { project, user_id }, body: { role }, caller }) => {
      await projectCalled(work, project)
      await requireRole(work, caller, project, 'owner')
      await work.store.transaction(async () => {
        const before = await work.members.roleOf(project, user_id)
        await work.members.put({ project, user_id, role })
        const change = { before: before === undefined ? null : { role: before }, after: { role } }
        await recordAudit(work, actorOf(caller), {
          action: 'flag-member.changed',
          id: `${project}/${user_id}`,
          ...change,
        })
      })
      return { user_id, role }
    }),
    serve(contract.DeleteFlagMember, async ({ params: { project, user_id }, caller }) => {
      await projectCalled(work, project)
      await requireRole(work, caller, project, 'owner')
      await work.store.transaction(async () => {
        const role = await work.members.roleOf(project, user_id)
        if (role === undefined) throw notFound('flags.member-not-found', `"${user_id}" has no role in "${project}"`)
        await work.members.delete(project, user_id)
        const id = `${project}/${user_id}`
        await recordAudit(work, actorOf(caller), { action: 'flag-member.removed', id, before: { role }, after: null })
      })
      return null
    }),
  ]
}
