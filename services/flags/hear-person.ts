import type { AccessUser } from '../../contracts/access.ts'
import { FlagProjectChanged } from '../../contracts/flag-governance.ts'
import { fact } from '../../kit/event.ts'
import type { Work } from './work.ts'

/** What people are called and may do everywhere; whoever is deleted has no role anywhere any more. */
export async function hearPerson(
  work: Work,
  user: Pick<AccessUser, 'id' | 'name' | 'role' | 'state' | 'revision'>,
): Promise<void> {
  const { id, role, state, revision } = user
  const isGone = state === 'deleted'
  if (!(await work.people.put({ id, name: isGone ? '' : user.name, role, state, revision }))) return
  for (const project of await work.members.projectsOf(id)) {
    if (isGone) await work.members.delete(project, id)
    await work.publish(fact(FlagProjectChanged, project, { project }))
  }
}
