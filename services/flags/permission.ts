import type { Caller } from '../../kit/caller.ts'
import { forbidden } from '../../kit/errors.ts'
import type { Actor } from './edits.ts'
import type { Work } from './work.ts'

/** In one project: reads everything; changes flags; also approves what others change; also manages the project. */
export const projectRoles = ['viewer', 'editor', 'approver', 'owner'] as const
export type ProjectRole = (typeof projectRoles)[number]

export async function roleIn(work: Work, caller: Caller, project: string): Promise<ProjectRole> {
  if (caller.role === 'admin') return 'owner'
  const role = caller.kind === 'user' ? await work.members.roleOf(project, caller.id) : undefined
  return projectRoles.find(known => known === role) ?? 'viewer'
}

/** Throws unless the caller's role in the project is at least this one. Administrators own every project. */
export async function requireRole(work: Work, caller: Caller, project: string, wanted: ProjectRole): Promise<void> {
  const role = await roleIn(work, caller, project)
  if (projectRoles.indexOf(role) >= projectRoles.indexOf(wanted)) return
  throw forbidden(
    'flags.role-too-small',
    `this needs the role admin, or ${wanted} of the project "${project}"; yours is ${role} there`,
  )
}

export const actorOf = ({ id, kind, name }: Caller): Actor => ({ id, kind, name })
