import { forbidden, unavailable } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import type { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { type EnvironmentRef, environmentRef } from '../definitions/flag.ts'
import type { Actor } from '../definitions/flag-changes.ts'
import type { MemberStore } from './member-store.ts'
import type { KnownUser } from './user-copy.ts'

/** In one project: reads everything; changes flags; also approves what others change; also manages the project. */
export const projectRoles = ['viewer', 'editor', 'approver', 'owner'] as const
export type ProjectRole = (typeof projectRoles)[number]

export type Deps = { readonly members: MemberStore }

/** Administrators own every project. */
export async function roleIn({ members }: Deps, caller: Caller, project: string): Promise<ProjectRole> {
  if (caller.role === 'admin') return 'owner'
  return caller.kind === 'user' ? roleOfMember(members, caller.id, project) : 'viewer'
}

async function roleOfMember(members: MemberStore, user_id: string, project: string): Promise<ProjectRole> {
  const role = await members.roleOf(project, user_id)
  return projectRoles.find(known => known === role) ?? 'viewer'
}

export const isAtLeast = (role: ProjectRole, wanted: ProjectRole): boolean =>
  projectRoles.indexOf(role) >= projectRoles.indexOf(wanted)

/** Of a user as identity has told of them last, whoever asks; undefined: has left, or may not sign in. */
export async function roleOfUser(
  { members, users }: Deps & { readonly users: ReadCopy<KnownUser> },
  user_id: string,
  project: string,
): Promise<ProjectRole | undefined> {
  const known = await users.get(user_id)
  if (!known?.role) {
    throw unavailable('flags.person-unknown', { id: user_id }, { retryAfterS: 5 })
  }
  if (known.state !== 'active') return undefined
  return known.role === 'admin' ? 'owner' : roleOfMember(members, user_id, project)
}

/** Throws unless the caller's role in the project is at least this one. */
export async function requireRole(deps: Deps, caller: Caller, project: string, wanted: ProjectRole): Promise<void> {
  const role = await roleIn(deps, caller, project)
  if (isAtLeast(role, wanted)) return
  throw forbidden('flags.role-too-small', { wanted, project, role })
}

type Asked = { readonly query: Partial<EnvironmentRef>; readonly caller: Caller }

/** For whatever changes something in the environment that the query names: asked before the body is read. */
export const mayEdit =
  (deps: Deps) =>
  ({ query, caller }: Asked): Promise<void> =>
    requireRole(deps, caller, environmentRef(query).project, 'editor')

export const actorOf = ({ id, kind, name }: Caller): Actor => ({ id, kind, name })
