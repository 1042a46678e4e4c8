import { useState } from 'react'
import { type ApiKey, ListApiKeys, RevokeApiKey } from '../../../contracts/identity.ts'
import { usePages } from '../../data/paged-query.ts'
import { useOrder } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Confirm, useOpen } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded, More } from '../../design/query-result.tsx'
import { Table } from '../../design/table.tsx'
import { useNow } from '../../design/time.tsx'
import { useToasts } from '../../design/toast.tsx'
import { keysWords } from '../../messages/keys.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { MakeKey } from './create-key.tsx'
import { useKeyColumns } from './key-columns.tsx'

export function KeysPage() {
  const words = useWords(keysWords)
  const { pages } = useWords(navigationWords)
  const keys = usePages(ListApiKeys, { query: { limit: 200 } })
  const [making, make, made] = useOpen()
  const button = (
    <Button look="primary" icon="plus" onClick={make}>
      {words.make}
    </Button>
  )
  const isEmpty = keys.data?.length === 0
  return (
    <>
      <PageHeader title={pages.keys} intro={words.intro} actions={isEmpty ? null : button} />
      <Card flush>
        <Loaded answer={keys} lines={4}>
          {all =>
            all.length > 0 ? (
              <KeyTable keys={all} />
            ) : (
              <EmptyState icon="key" title={words.none} action={button}>
                {words.noneText}
              </EmptyState>
            )
          }
        </Loaded>
      </Card>
      <More pages={keys} />
      <MakeKey open={making} onClose={made} />
    </>
  )
}

function KeyTable({ keys }: { keys: readonly ApiKey[] }) {
  const words = useWords(keysWords)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const columns = useKeyColumns(setRevoking)
  return (
    <>
      <Table label={words.list} columns={columns} rows={keys} rowKey={({ id }) => id} />
      {revoking ? <RevokeKey apiKey={revoking} onDone={() => setRevoking(null)} /> : null}
    </>
  )
}

function RevokeKey({ apiKey: { id, name, last_used_at }, onDone }: { apiKey: ApiKey; onDone: () => void }) {
  const words = useWords(keysWords)
  const format = useFormat()
  const time = useNow()
  const toasts = useToasts()
  const revoking = useOrder(RevokeApiKey, {
    changes: [ListApiKeys],
    onDone: () => {
      toasts.done(words.revoked(name))
      onDone()
    },
  })
  return (
    <Confirm
      open
      onClose={onDone}
      title={words.revokeTitle(name)}
      action={words.revoke}
      busy={revoking.isPending}
      onConfirm={() => revoking.mutate({ params: { id } })}
    >
      <p>{words.revokeText}</p>
      {last_used_at ? <p>{words.lastUsedAt(format.relative(last_used_at, time))}</p> : null}
    </Confirm>
  )
}
