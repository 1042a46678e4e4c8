import { QueryClient } from '@tanstack/react-query'
import { Problem } from './problem.ts'

/** A refusal is an answer and is not asked again; silence is asked twice more. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        gcTime: 300_000,
        retry: (failures, problem) =>
          failures < 2 && problem instanceof Problem && (problem.status === 0 || problem.status >= 502),
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}
