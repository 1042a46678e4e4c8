import { type AccessUser, SyncAccess, UserChanged } from '../../../contracts/access.ts'
import { FlagProjectChanged } from '../../../contracts/flag-governance.ts'
import { type News, told } from '../../../kit/read-copy/copy-definition.ts'
import type { SyncParts } from '../../../kit/read-copy/copy-sync.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Work } from '../work.ts'

export type KnownPerson = Pick<AccessUser, 'id' | 'name' | 'role' | 'state'>

/** What people are called and may do everywhere; whoever is deleted has no role anywhere any more. */
export const copyOfPeople = (parts: SyncParts, work: () => Work): ReadCopy<KnownPerson> =>
  new ReadCopy<KnownPerson>(
    {
      name: 'people',
      from: [told(UserChanged, newsOf)],
      backfill: {
        page: async call => {
          const { users } = await call(SyncAccess, { body: { since: 0, used_keys: [] } })
          return { news: users.map(newsOf), next: null }
        },
      },
      label: ({ state }) => state,
      changed: async ({ key, value }) => {
        const { members, publish } = work()
        for (const project of await members.projectsOf(key)) {
          if (value.state === 'deleted') await members.delete(project, key)
          await publish(fact(FlagProjectChanged, project, { project }))
        }
      },
    },
    parts,
  )

/** Those who can be given a role, by name. */
export async function peopleWithAccess(people: ReadCopy<KnownPerson>, limit: number) {
  const all = [...(await people.all('active')), ...(await people.all('invited'))]
  return all
    .toSorted((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ id, name }) => ({ id, name }))
}

const newsOf = ({ id, name, role, state, revision }: AccessUser): News<KnownPerson> => ({
  key: id,
  version: revision,
  value: { id, name: state === 'deleted' ? '' : name, role, state },
})
