import type { Caller } from '../../../kit/auth/caller.ts'
import { forbidden, unavailable } from '../../../kit/service/errors.ts'
import { type Place, placeOf } from '../definitions/flag.ts'
import type { Actor } from '../definitions/flag-changes.ts'
import type { Work } from '../work.ts'

/** In one project: reads everything; changes flags; also approves what others change; also manages the project. */
export const projectRoles = ['viewer', 'editor', 'approver', 'owner'] as const
export type ProjectRole = (typeof projectRoles)[number]

export async function roleIn(work: Work, caller: Caller, project: string): Promise<ProjectRole> {
  return projectRole(
    work,
    { isAdmin: caller.role === 'admin', user_id: caller.kind === 'user' ? caller.id : null },
    project,
  )
}

type Rights = { readonly isAdmin: boolean; readonly user_id: string | null }

async function projectRole(work: Work, { isAdmin, user_id }: Rights, project: string): Promise<ProjectRole> {
  if (isAdmin) return 'owner'
  const role = user_id === null ? undefined : await work.members.roleOf(project, user_id)
  return projectRoles.find(known => known === role) ?? 'viewer'
}

export const isAtLeast = (role: ProjectRole, wanted: ProjectRole): boolean =>
  projectRoles.indexOf(role) >= projectRoles.indexOf(wanted)

/** Of a user as identity has told of them last, whoever asks; undefined: has left, or may not sign in. */
export async function roleOfUser(work: Work, user_id: string, project: string): Promise<ProjectRole | undefined> {
  const known = await work.people.get(user_id)
  if (!known?.role) {
    const message = `nobody has told yet who "${user_id}" is; try again in a moment`
    throw unavailable('flags.person-unknown', message, { retryAfterS: 5 })
  }
  if (known.state !== 'active') return undefined
  return projectRole(work, { isAdmin: known.role === 'admin', user_id }, project)
}

/** Throws unless the caller's role in the project is at least this one. Administrators own every project. */
export async function requireRole(work: Work, caller: Caller, project: string, wanted: ProjectRole): Promise<void> {
  const role = await roleIn(work, caller, project)
  if (isAtLeast(role, wanted)) return
  throw forbidden(
    'flags.role-too-small',
    `this needs the role admin, or ${wanted} of the project "${project}"; yours is ${role} there`,
  )
}

type Asked = { readonly query: Partial<Place>; readonly caller: Caller }

/** For whatever changes something in the place that the query names: asked before the body is read. */
export const mayEdit =
  (work: Work) =>
  ({ query, caller }: Asked): Promise<void> =>
    requireRole(work, caller, placeOf(query).project, 'editor')

export const actorOf = ({ id, kind, name }: Caller): Actor => ({ id, kind, name })
