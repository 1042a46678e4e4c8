import { FlagProjectChanged } from '../../../contracts/flags/flag-governance.ts'
import { type AccessUser, SyncAccess, UserChanged } from '../../../contracts/identity/access.ts'
import { GetUser } from '../../../contracts/identity/identity.ts'
import { type News, told } from '../../../kit/read-copy/copy-definition.ts'
import type { SyncParts } from '../../../kit/read-copy/copy-sync.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { MemberStore } from './member-store.ts'

export type KnownUser = Pick<AccessUser, 'id' | 'name' | 'role' | 'state'>

type Deps = SyncParts & { readonly members: MemberStore; readonly publish: Context['publish'] }

/** What users are called and may do everywhere; whoever is deleted has no role anywhere any more. */
export const copyOfUsers = (deps: Deps): ReadCopy<KnownUser> =>
  new ReadCopy<KnownUser>(
    {
      name: 'people',
      from: [told(UserChanged, newsOf)],
      backfill: {
        page: async call => {
          const { users } = await call(SyncAccess, { body: { since: 0, used_keys: [] } })
          return { news: users.map(newsOf), next: null }
        },
        one: async (call, id) => newsOf(await call(GetUser, { params: { id } })),
      },
      label: ({ state }) => state,
      changed: async ({ key, value }) => {
        for (const project of await deps.members.projectsOf(key)) {
          if (value.state === 'deleted') await deps.members.delete(project, key)
          await deps.publish(fact(FlagProjectChanged, project, { project }))
        }
      },
    },
    deps,
  )

/** Those who can be given a role, by name. */
export async function usersWithAccess(users: ReadCopy<KnownUser>, limit: number) {
  const all = [...(await users.all('active')), ...(await users.all('invited'))]
  return all
    .toSorted((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ id, name }) => ({ id, name }))
}

const newsOf = ({ id, name, role, state, revision }: AccessUser): News<KnownUser> => ({
  key: id,
  version: revision,
  value: { id, name: state === 'deleted' ? '' : name, role, state },
})
