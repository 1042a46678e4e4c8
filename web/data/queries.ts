import {
  type QueryClient,
  queryOptions,
  type UseQueryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import type { CallInput, Operation, Output } from '../../contracts/operation.ts'
import { useToasts } from '../design/toast.tsx'
import { useProblemText } from '../words/say-problem.ts'
import { callApi } from './api-client.ts'
import type { Problem } from './problem.ts'

/** Every answer is kept under the name of its operation and what was asked: `['GetIncident', { params: { id } }]`. */
export function queryKeyOf<Op extends Operation>(operation: Op, input?: CallInput<Op>): readonly unknown[] {
  return input === undefined ? [operation.name] : [operation.name, input]
}

export function apiQueryOptions<Op extends Operation>(operation: Op, input: CallInput<Op> = {}) {
  return queryOptions<Output<Op>, Problem>({
    queryKey: queryKeyOf(operation, input),
    queryFn: ({ signal }) => callApi(operation, input, signal),
  })
}

type More<Op> = Pick<
  UseQueryOptions<Output<Op>, Problem>,
  'enabled' | 'refetchInterval' | 'placeholderData' | 'staleTime'
>

/** `const incidents = useApiQuery(ListIncidents, { query: { status: 'open' } })` */
export function useApiQuery<Op extends Operation>(operation: Op, input: CallInput<Op> = {}, more: More<Op> = {}) {
  return useQuery<Output<Op>, Problem>({ ...apiQueryOptions(operation, input), ...more })
}

/** Forget what was answered, so that whoever looks at it asks again. */
export function invalidate(client: QueryClient, ...operations: readonly Operation[]): void {
  for (const operation of operations) void client.invalidateQueries({ queryKey: queryKeyOf(operation) })
}

/** After a change: says what was done, and has whatever it changed asked for again. */
export function useSuccess(): (text: string, ...changed: readonly Operation[]) => void {
  const client = useQueryClient()
  const toasts = useToasts()
  return (text, ...changed) => {
    invalidate(client, ...changed)
    toasts.done(text)
  }
}

export type MutationOptions<Op extends Operation> = {
  /** Operations whose answers are no longer right. */
  readonly changes?: readonly Operation[] | undefined
  /** Shows the change before the server has said yes; answers how to take it back, should it say no. */
  readonly optimistic?: ((client: QueryClient, input: CallInput<Op>) => () => void) | undefined
  /** What is said in a toast when it was done. */
  readonly done?: string | ((output: Output<Op>, input: CallInput<Op>) => string) | undefined
  /** What takes it back, offered in that toast. */
  readonly undo?: ((output: Output<Op>, input: CallInput<Op>) => (() => void) | undefined) | undefined
  readonly onDone?: ((output: Output<Op>, input: CallInput<Op>) => void) | undefined
  /** A form shows its own errors; everything else says them in a toast. */
  readonly quiet?: boolean | undefined
}

/** `const acknowledge = useApiMutation(AcknowledgeIncident, { changes: [ListIncidents] })`, then `acknowledge.mutate({ params })`. */
export function useApiMutation<Op extends Operation>(operation: Op, options: MutationOptions<Op> = {}) {
  const client = useQueryClient()
  const toasts = useToasts()
  const say = useProblemText()
  return useMutation<Output<Op>, Problem, CallInput<Op>, (() => void) | undefined>({
    mutationKey: [operation.name],
    mutationFn: input => callApi(operation, input),
    onMutate: input => options.optimistic?.(client, input),
    onError: (problem, _input, takeBack) => {
      takeBack?.()
      if (!options.quiet) toasts.error(say(problem))
    },
    onSuccess: (output, input) => {
      invalidate(client, ...(options.changes ?? []))
      const { done } = options
      if (done) toasts.done(typeof done === 'string' ? done : done(output, input), options.undo?.(output, input))
      options.onDone?.(output, input)
    },
  })
}

type Items<Item> = { readonly items: readonly Item[] }

/** Changes a thing in every list of an operation at once; answers how to take it back. */
export function changeItems<Item extends { readonly id: string }>(
  client: QueryClient,
  operation: Operation,
  { id, change }: { readonly id: string; readonly change: (item: Item) => Item },
): () => void {
  const before = client.getQueriesData<Items<Item>>({ queryKey: queryKeyOf(operation) })
  void client.cancelQueries({ queryKey: queryKeyOf(operation) })
  for (const [key, list] of before) {
    if (list?.items) {
      client.setQueryData(key, { ...list, items: list.items.map(item => (item.id === id ? change(item) : item)) })
    }
  }
  return () => {
    for (const [key, list] of before) client.setQueryData(key, list)
  }
}
