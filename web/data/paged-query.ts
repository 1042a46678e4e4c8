import { useInfiniteQuery } from '@tanstack/react-query'
import type { CallInput, Operation, Output } from '../../contracts/operation.ts'
import { callApi } from './api-client.ts'
import type { Problem } from './problem.ts'
import { queryKeyOf } from './queries.ts'

type ItemOf<Op extends Operation> = Output<Op> extends { readonly items: readonly (infer Item)[] } ? Item : never
type Page<Op extends Operation> = {
  readonly items: readonly ItemOf<Op>[]
  readonly next_cursor: string | null
}

type More<Op extends Operation> = {
  /** How soon to ask again, given what is known. */
  readonly everyMs?: (items: readonly ItemOf<Op>[]) => number
}

/**
 * As `useApiQuery`, of a list that may be long: `data` is what was fetched so far, and `<More pages={…} />` fetches on.
 * `const records = usePagedQuery(ListAudit, { query: { actor } })`
 */
export function usePagedQuery<Op extends Operation>(operation: Op, input: CallInput<Op> = {}, more: More<Op> = {}) {
  const query = (input as { readonly query?: object }).query ?? {}
  return useInfiniteQuery<Page<Op>, Problem, readonly ItemOf<Op>[], readonly unknown[], string | null>({
    queryKey: [...queryKeyOf(operation, input), 'pages'],
    queryFn: async ({ pageParam: cursor, signal }) =>
      (await callApi(operation, { ...input, query: { ...query, cursor: cursor ?? undefined } }, signal)) as Page<Op>,
    initialPageParam: null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    placeholderData: before => before,
    refetchInterval: query => more.everyMs?.(query.state.data?.pages.flatMap(({ items }) => items) ?? []) ?? false,
  })
}
