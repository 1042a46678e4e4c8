import type { FlagEnvironment, FlagMember, FlagProject } from '../../../contracts/flags/flag-governance.ts'
import * as contract from '../../../contracts/flags/flag-governance.ts'
import { conflict, fieldProblem, notFound } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import { defaultEnvironment, environmentName } from '../definitions/flag.ts'
import type { Deps as ApprovalDeps } from '../governance/approval.ts'
import { orChangeRequest } from '../governance/create-change-request.ts'
import { mostMembers } from '../governance/member-store.ts'
import { actorOf, projectRoles, requireRole, roleIn } from '../governance/permission.ts'
import { recordProjectAudit } from '../governance/record-audit.ts'
import { usersWithAccess } from '../governance/user-copy.ts'
import { deleteEnvironment, requireDeletable } from './delete-environment.ts'
import { mostProjects, type StoredProject } from './environment-store.ts'
import type { LoadedEnvironment } from './flag-cache.ts'
import { cachedEnvironment, currentEnvironment } from './load-environments.ts'
import { saveEnvironment, writeEnvironment } from './save-environment.ts'

type Deps = ApprovalDeps

export function serveProjects(deps: Deps): Served[] {
  return [...serveProject(deps), ...serveProjectChanges(deps), ...serveEnvironments(deps), ...serveMembers(deps)]
}

const presentEnvironment = ({ environment, flags }: LoadedEnvironment): FlagEnvironment => {
  const { project, name, title, revision, approval } = environment
  return { project, name, title, revision, approval, flags: flags.size }
}

async function presentProject(deps: Deps, project: StoredProject, caller: Caller): Promise<FlagProject> {
  const environments = deps.cache.environments().filter(({ environment }) => environment.project === project.name)
  return {
    ...project,
    environments: environments.map(presentEnvironment),
    my_role: await roleIn(deps, caller, project.name),
  }
}

async function projectCalled(deps: Deps, name: string): Promise<StoredProject> {
  const found = await deps.environments.project(name)
  if (found) return found
  const some = (await deps.environments.projects()).slice(0, 20).map(project => project.name)
  throw notFound('flags.project-not-found', { name, names: some })
}

function serveProject(deps: Deps): Served[] {
  return [
    serve(contract.ListFlagProjects, async ({ caller }) => {
      const items: FlagProject[] = []
      for (const project of await deps.environments.projects()) items.push(await presentProject(deps, project, caller))
      return { items, next_cursor: null }
    }),
    serve(contract.CreateFlagProject, async ({ body: { name, title }, caller }) => {
      const project = { name, title: title ?? name, created_at: iso(deps.clock.now()) }
      await deps.store.transaction(async () => {
        if (await deps.environments.project(name)) {
          const fields = [fieldProblem('body.name', 'problem.exists')]
          throw conflict('flags.project-taken', { name }, { fields })
        }
        if ((await deps.environments.projects()).length >= mostProjects) {
          throw conflict('flags.too-many-projects', { limit: mostProjects })
        }
        await deps.environments.putProject(project)
        await recordProjectAudit(deps, actorOf(caller), name, {
          action: 'flag-project.created',
          id: name,
          before: null,
          after: project,
        })
        const ref = { project: name, environment: defaultEnvironment.environment }
        await writeEnvironment(deps, ref, actorOf(caller), { title: 'Production' })
      })
      return presentProject(deps, project, caller)
    }),
  ]
}

function serveProjectChanges(deps: Deps): Served[] {
  return [
    serve(contract.UpdateFlagProject, async ({ params: { project: name }, body: { title }, caller }) => {
      await projectCalled(deps, name)
      await requireRole(deps, caller, name, 'owner')
      const changed = await deps.store.transaction(async () => {
        const before = await projectCalled(deps, name)
        await deps.environments.putProject({ ...before, title })
        const change = { before: { title: before.title }, after: { title } }
        await recordProjectAudit(deps, actorOf(caller), name, { action: 'flag-project.changed', id: name, ...change })
        return { ...before, title }
      })
      return presentProject(deps, changed, caller)
    }),
    serve(contract.DeleteFlagProject, async ({ params: { project: name }, query, caller }) => {
      const project = await projectCalled(deps, name)
      if (name === defaultEnvironment.project) throw conflict('flags.project-kept')
      const isMeant = query.with_flags ?? false
      await deps.store.transaction(async () => {
        // As the database has them: another process may have made one just now.
        const refs = (await deps.environments.environments()).filter(one => one.project === name)
        for (const { name: environment } of refs) {
          const ref = { project: name, environment }
          const now = await currentEnvironment(deps, ref)
          if (!isMeant && now.flags.size > 0) {
            throw conflict('flags.project-used', { name })
          }
          requireDeletable(now, isMeant)
          await deleteEnvironment(deps, ref, actorOf(caller))
        }
        await deps.members.deleteAll(name)
        await deps.environments.deleteProject(name)
        await recordProjectAudit(deps, actorOf(caller), name, {
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

function serveEnvironments(deps: Deps): Served[] {
  return [
    serve(contract.PutFlagEnvironment, async ({ params: ref, body, caller }) => {
      await projectCalled(deps, ref.project)
      await requireRole(deps, caller, ref.project, 'owner')
      return orChangeRequest(async () => {
        await saveEnvironment(deps, ref, caller, body)
        return presentEnvironment(cachedEnvironment(deps, ref))
      })
    }),
    serve(contract.DeleteFlagEnvironment, async ({ params: ref, query, caller }) => {
      await requireRole(deps, caller, ref.project, 'owner')
      const isDefault = environmentName(ref) === environmentName(defaultEnvironment)
      if (isDefault) throw conflict('flags.environment-kept')
      await deps.store.transaction(async () => {
        const now = await currentEnvironment(deps, ref)
        requireDeletable(now, query.with_flags ?? false)
        await deleteEnvironment(deps, ref, actorOf(caller))
        const { title, approval } = now.environment
        await recordProjectAudit(deps, actorOf(caller), ref.project, {
          action: 'flag-environment.deleted',
          id: environmentName(ref),
          before: { title, approval, flags: now.flags.size },
          after: null,
        })
      })
      return null
    }),
  ]
}

const mostPeople = 500

async function presentMembers(deps: Deps, project: string): Promise<FlagMember[]> {
  const members = await deps.members.list(project)
  const users = await deps.users.getMany(members.map(({ user_id }) => user_id))
  return members.map(({ user_id, role }) => ({
    user_id,
    name: users.get(user_id)?.name ?? null,
    role: projectRoles.find(known => known === role) ?? 'viewer',
  }))
}

function serveMembers(deps: Deps): Served[] {
  return [
    serve(contract.ListFlagMembers, async ({ params }) => {
      await projectCalled(deps, params.project)
      return { items: await presentMembers(deps, params.project), next_cursor: null }
    }),
    serve(contract.ListFlagPeople, async ({ params: { project }, caller }) => {
      await projectCalled(deps, project)
      await requireRole(deps, caller, project, 'owner')
      return { items: await usersWithAccess(deps.users, mostPeople), next_cursor: null }
    }),
    serve(contract.PutFlagMember, async ({ params: { project, user_id }, body: { role }, caller }) => {
      await projectCalled(deps, project)
      await requireRole(deps, caller, project, 'owner')
      // Somebody who was just made may be given a role before the news of them is here.
      const person = await deps.users.getOrAsk(user_id)
      await deps.store.transaction(async () => {
        if (!person || person.state === 'deleted') {
          throw notFound('flags.person-not-found', { id: user_id })
        }
        const before = await deps.members.roleOf(project, user_id)
        if (before === undefined && (await deps.members.list(project)).length >= mostMembers) {
          throw conflict('flags.too-many-members', { limit: mostMembers })
        }
        await deps.members.put({ project, user_id, role })
        const change = { before: before === undefined ? null : { role: before }, after: { role } }
        await recordProjectAudit(deps, actorOf(caller), project, {
          action: 'flag-member.changed',
          id: `${project}/${user_id}`,
          ...change,
        })
      })
      return { user_id, name: person?.name ?? null, role }
    }),
    serve(contract.DeleteFlagMember, async ({ params: { project, user_id }, caller }) => {
      await projectCalled(deps, project)
      await requireRole(deps, caller, project, 'owner')
      await deps.store.transaction(async () => {
        const role = await deps.members.roleOf(project, user_id)
        if (role === undefined) throw notFound('flags.member-not-found', { id: user_id, project })
        await deps.members.delete(project, user_id)
        const id = `${project}/${user_id}`
        const change = { before: { role }, after: null }
        await recordProjectAudit(deps, actorOf(caller), project, { action: 'flag-member.removed', id, ...change })
      })
      return null
    }),
  ]
}
