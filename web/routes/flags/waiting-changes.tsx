import { type ChangeRequest, ListChangeRequests } from '../../../contracts/flags/flag-governance.ts'
import { useApiQuery } from '../../data/queries.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { Notice } from '../../design/notice.tsx'
import { flagRequestsWords } from '../../messages/flag-requests.ts'
import { useWords } from '../../words/language.tsx'
import { useEnvironmentRef } from './environment.ts'

const none: readonly ChangeRequest[] = []

/** What waits for a second person in this place; of one flag, or of all. */
export function useWaiting(key?: string): readonly ChangeRequest[] {
  const { place } = useEnvironmentRef()
  const query = { ...place, key, state: 'pending', limit: 100 } as const
  return useApiQuery(ListChangeRequests, { query }).data?.items ?? none
}

/** On the page of a flag: somebody wants it otherwise. */
export function WaitingChanges({ flagKey }: { flagKey: string }) {
  const words = useWords(flagRequestsWords)
  const { search } = useEnvironmentRef()
  const waiting = useWaiting(flagKey)
  if (waiting.length === 0) return null
  return (
    <Notice tone="accent" action={<TextLink to="/flags" search={{ ...search, tab: 'requests' }} label={words.look} />}>
      {words.waitsHere(waiting.length)}
    </Notice>
  )
}
