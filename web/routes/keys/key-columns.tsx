import { type ApiKey, ListUsers } from '../../../contracts/identity.ts'
import { useAnswer } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import type { Column } from '../../design/table.tsx'
import { Time } from '../../design/time.tsx'
import { frameWords } from '../../messages/frame.ts'
import { keysWords } from '../../messages/keys.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'

export function useKeyColumns(onRevoke: (key: ApiKey) => void): readonly Column<ApiKey>[] {
  const words = useWords(keysWords)
  const { actions, none } = useWords(frameWords)
  const { role } = useWords(stateWords)
  const nameOf = useNames()
  const may = (key: ApiKey) =>
    [...(key.role === 'none' ? [] : [role[key.role]]), ...key.scopes.map(scope => words.scopeNames[scope])].join(' · ')
  return [
    {
      id: 'name',
      header: words.name,
      sortBy: ({ name }) => name,
      cell: key => (
        <div>
          <div className="font-medium">{key.name}</div>
          <div className="text-muted text-sm">{may(key) || none}</div>
        </div>
      ),
    },
    {
      id: 'owner',
      header: words.belongsTo,
      from: 'lg',
      sortBy: ({ user_id }) => nameOf(user_id),
      cell: ({ user_id }) => nameOf(user_id),
    },
    {
      id: 'made',
      header: words.made,
      from: 'lg',
      sortBy: ({ created_at }) => created_at,
      cell: ({ created_at }) => <Time at={created_at} />,
    },
    {
      id: 'used',
      header: words.lastUsed,
      from: 'sm',
      sortBy: ({ last_used_at }) => last_used_at,
      cell: ({ last_used_at }) =>
        last_used_at ? <Time at={last_used_at} /> : <span className="text-muted">{words.notUsed}</span>,
    },
    {
      id: 'expires',
      header: words.expires,
      from: 'md',
      sortBy: ({ expires_at }) => expires_at,
      cell: ({ expires_at }) =>
        expires_at ? <Time at={expires_at} absolute /> : <span className="text-muted">{words.never}</span>,
    },
    {
      id: 'orders',
      header: actions,
      isHeaderHidden: true,
      className: 'text-right',
      cell: key => (
        <Button small look="danger" aria-label={words.revokeOf(key.name)} onClick={() => onRevoke(key)}>
          {words.revoke}
        </Button>
      ),
    },
  ]
}

function useNames(): (user_id: string | null) => string {
  const words = useWords(keysWords)
  const { data } = useAnswer(ListUsers, { query: { limit: 500 } })
  return user_id =>
    user_id === null ? words.operator : (data?.items.find(({ id }) => id === user_id)?.name ?? user_id.slice(0, 8))
}
