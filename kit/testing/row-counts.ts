import type { KyselyPlugin } from 'kysely'
import type { Store } from '../store/store.ts'

export type Counted = { readonly service: string; readonly sql: string; readonly rows: number }

export type RowCounts = {
  /** For `startHost`: the same store, watched. */
  readonly wrapStore: (service: string, store: Store) => Store
  /** Queries that returned more rows than that since it was last asked, each text once. */
  take(moreThan: number): readonly Counted[]
}

/** Counts the rows of every query of every service. */
export function rowCounts(): RowCounts {
  const most = new Map<string, Counted>()
  const pluginOf = (service: string, store: Store): KyselyPlugin => {
    const texts = new WeakMap<object, string>()
    return {
      transformQuery: ({ node, queryId }) => {
        texts.set(queryId, store.query().getExecutor().compileQuery(node, queryId).sql)
        return node
      },
      transformResult: async ({ result, queryId }) => {
        const counted = { service, sql: texts.get(queryId) ?? '', rows: result.rows.length }
        const key = `${service} ${counted.sql}`
        if (counted.rows > (most.get(key)?.rows ?? -1)) most.set(key, counted)
        return result
      },
    }
  }
  return {
    wrapStore: (service, store) => {
      const plugin = pluginOf(service, store)
      return { ...store, query: <Tables>() => store.query<Tables>().withPlugin(plugin) }
    },
    take: moreThan => {
      const over = [...most.values()].filter(({ rows }) => rows > moreThan)
      most.clear()
      return over
    },
  }
}
