import type { FlagEnvironment, FlagMember, FlagProject } from '../../../contracts/flag-governance.ts'
import * as contract from '../../../contracts/flag-governance.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { conflict, notFound } from '../../../kit/service/errors.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import { loadedAt } from '../definitions/definition-routes.ts'
import { defaultPlace } from '../definitions/flag.ts'
import { orProposal } from '../governance/approval.ts'
import { mostMembers } from '../governance/member-store.ts'
import { actorOf, projectRoles, requireRole, roleIn } from '../governance/permission.ts'
import { recordProject } from '../governance/record-project.ts'
import { peopleWithAccess } from '../governance/user-copy.ts'
import type { Work } from '../work.ts'
import { current } from './change-environment.ts'
import { changeEnvironment, putEnvironment } from './create-environment.ts'
import { dropEnvironment, refuseDropping } from './delete-environment.ts'
import { mostProjects, type StoredProject } from './environment-store.ts'
import type { Loaded } from './flag-cache.ts'

export function serveProjects(work: Work): Served[] {
  return [...serveProject(work), ...serveProjectChanges(work), ...serveEnvironments(work), ...serveMembers(work)]
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
  const found = await work.environments.project(name)
  if (found) return found
  const some = (await work.environments.projects()).slice(0, 20).map(project => project.name)
  throw notFound('flags.project-not-found', `there is no project "${name}"; there are: ${some.join(', ')}`)
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
        if (await work.environments.project(name)) {
          const fields = [{ field: 'body.name', message: 'is there already' }]
          throw conflict('flags.project-taken', `"${name}" is there already`, { fields })
        }
        if ((await work.environments.projects()).length >= mostProjects) {
          throw conflict('flags.too-many-projects', `there are ${mostProjects} projects already; delete one first`)
        }
        await work.environments.putProject(project)
        await recordProject(work, actorOf(caller), name, {
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
  ]
}

function serveProjectChanges(work: Work): Served[] {
  return [
    serve(contract.UpdateFlagProject, async ({ params: { project: name }, body: { title }, caller }) => {
      await projectCalled(work, name)
      await requireRole(work, caller, name, 'owner')
      const changed = await work.store.transaction(async () => {
        const before = await projectCalled(work, name)
        await work.environments.putProject({ ...before, title })
        const change = { before: { title: before.title }, after: { title } }
        await recordProject(work, actorOf(caller), name, { action: 'flag-project.changed', id: name, ...change })
        return { ...before, title }
      })
      return presentProject(work, changed, caller)
    }),
    serve(contract.DeleteFlagProject, async ({ params: { project: name }, query, caller }) => {
      const project = await projectCalled(work, name)
      if (name === defaultPlace.project) throw conflict('flags.project-kept', 'the default project stays')
      const isMeant = query.with_flags ?? false
      await work.store.transaction(async () => {
        // As the database has them: another process may have made one just now.
        const places = (await work.environments.environments()).filter(one => one.project === name)
        for (const { name: environment } of places) {
          const place = { project: name, environment }
          const now = await current(work, place)
          if (!isMeant && now.flags.size > 0) {
            throw conflict('flags.project-used', `"${name}" still has flags; take them away first`)
          }
          refuseDropping(now, isMeant)
          await dropEnvironment(work, place, actorOf(caller))
        }
        await work.members.deleteAll(name)
        await work.environments.deleteProject(name)
        await recordProject(work, actorOf(caller), name, {
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

function serveEnvironments(work: Work): Served[] {
  return [
    serve(contract.PutFlagEnvironment, async ({ params: place, body, caller }) => {
      await projectCalled(work, place.project)
      await requireRole(work, caller, place.project, 'owner')
      return orProposal(async () => {
        await changeEnvironment(work, place, caller, body)
        return presentEnvironment(loadedAt(work, place))
      })
    }),
    serve(contract.DeleteFlagEnvironment, async ({ params: place, query, caller }) => {
      await requireRole(work, caller, place.project, 'owner')
      const isDefault = place.project === defaultPlace.project && place.environment === defaultPlace.environment
      if (isDefault) throw conflict('flags.environment-kept', 'the default environment stays')
      await work.store.transaction(async () => {
        const now = await current(work, place)
        refuseDropping(now, query.with_flags ?? false)
        await dropEnvironment(work, place, actorOf(caller))
        const { title, approval } = now.environment
        await recordProject(work, actorOf(caller), place.project, {
          ...{ action: 'flag-environment.deleted', id: `${place.project}/${place.environment}` },
          ...{ before: { title, approval, flags: now.flags.size }, after: null },
        })
      })
      return null
    }),
  ]
}

const mostPeople = 500

async function presentMembers(work: Work, project: string): Promise<FlagMember[]> {
  const members = await work.members.list(project)
  const people = await work.people.getMany(members.map(({ user_id }) => user_id))
  return members.map(({ user_id, role }) => ({
    ...{ user_id, name: people.get(user_id)?.name ?? null },
    role: projectRoles.find(known => known === role) ?? 'viewer',
  }))
}

function serveMembers(work: Work): Served[] {
  return [
    serve(contract.ListFlagMembers, async ({ params }) => {
      await projectCalled(work, params.project)
      return { items: await presentMembers(work, params.project), next_cursor: null }
    }),
    serve(contract.ListFlagPeople, async ({ params: { project }, caller }) => {
      await projectCalled(work, project)
      await requireRole(work, caller, project, 'owner')
      return { items: await peopleWithAccess(work.people, mostPeople), next_cursor: null }
    }),
    serve(contract.PutFlagMember, async ({ params: { project, user_id }, body: { role }, caller }) => {
      await projectCalled(work, project)
      await requireRole(work, caller, project, 'owner')
      // Somebody who was just made may be given a role before the news of them is here.
      const person = await work.people.getOrAsk(user_id)
      await work.store.transaction(async () => {
        if (!person || person.state === 'deleted') {
          throw notFound('flags.person-not-found', `there is no user "${user_id}"`)
        }
        const before = await work.members.roleOf(project, user_id)
        if (before === undefined && (await work.members.list(project)).length >= mostMembers) {
          throw conflict(
            'flags.too-many-members',
            `${mostMembers} people have a role there already; take one away first`,
          )
        }
        await work.members.put({ project, user_id, role })
        const change = { before: before === undefined ? null : { role: before }, after: { role } }
        await recordProject(work, actorOf(caller), project, {
          action: 'flag-member.changed',
          id: `${project}/${user_id}`,
          ...change,
        })
      })
      return { user_id, name: person?.name ?? null, role }
    }),
    serve(contract.DeleteFlagMember, async ({ params: { project, user_id }, caller }) => {
      await projectCalled(work, project)
      await requireRole(work, caller, project, 'owner')
      await work.store.transaction(async () => {
        const role = await work.members.roleOf(project, user_id)
        if (role === undefined) throw notFound('flags.member-not-found', `"${user_id}" has no role in "${project}"`)
        await work.members.delete(project, user_id)
        const id = `${project}/${user_id}`
        const change = { before: { role }, after: null }
        await recordProject(work, actorOf(caller), project, { action: 'flag-member.removed', id, ...change })
      })
      return null
    }),
  ]
}
