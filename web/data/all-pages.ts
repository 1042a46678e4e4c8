import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { CallInput, Operation } from '../../contracts/operation.ts'
import { callApi } from './api-client.ts'
import type { Problem } from './problem.ts'
import { queryKeyOf } from './queries.ts'

const atOnce = 500

type Listing<Item> = { readonly items: readonly Item[]; readonly next_cursor: string | null }
type ItemOf<Op> = Op extends Operation
  ? Awaited<ReturnType<typeof callApi<Op>>> extends Listing<infer Item>
    ? Item
    : never
  : never

type More = { readonly enabled?: boolean; readonly refetchInterval?: number; readonly keep?: boolean }

/** Every page of a list, one after the other: `const checks = useAllItems(ListChecks)`. Kept under the name of its operation. */
export function useAllItems<Op extends Operation>(
  operation: Op,
  input: CallInput<Op> = {},
  { keep, ...more }: More = {},
): UseQueryResult<readonly ItemOf<Op>[], Problem> {
  return useQuery<readonly ItemOf<Op>[], Problem>({
    queryKey: [...queryKeyOf(operation, input), 'all'],
    queryFn: async ({ signal }) => {
      const items: ItemOf<Op>[] = []
      const query = (input as { query?: object }).query
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const asked = { ...input, query: { ...query, limit: atOnce, ...(cursor ? { cursor } : {}) } }
        const page = (await callApi(operation, asked as CallInput<Op>, signal)) as Listing<ItemOf<Op>>
        items.push(...page.items)
        cursor = page.next_cursor
      }
      return items
    },
    ...(keep ? { placeholderData: before => before } : {}),
    ...more,
  })
}
