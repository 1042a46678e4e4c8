import type { Static, TSchema } from 'typebox'
import type { EventDefinition } from '../service/event.ts'
import { type Call, type Reaction, react } from '../service/service.ts'

/** What the owner says of one of its things. */
export type News<Value> = {
  readonly key: string
  /** Of what is told of a thing the highest stays, in whatever order it comes. */
  readonly version: number
  readonly value: Value
  /** It was deleted: nothing older brings it back. */
  readonly gone?: boolean
}

/** What an event says, when it is about what is copied. */
export type CopySource<Value> = (keep: (news: News<Value>) => Promise<unknown>) => Reaction

/** `told(ComponentChanged, data => ({ key: data.id, version: data.revision, value: data }))` */
export const told =
  <Data extends TSchema, Value>(
    event: EventDefinition<Data>,
    newsOf: (data: Static<Data>, time: string) => News<Value> | undefined,
  ): CopySource<Value> =>
  keep =>
    react(event, async ({ data, time }) => {
      const news = newsOf(data, time)
      if (news) await keep(news)
    })

/** All that the owner has, in pages. */
export type Backfill<Value> = {
  readonly page: (call: Call, cursor: string | null) => Promise<BackfillPage<Value>>
  /** One thing by its key, for `getOrAsk`; a refusal says that there is none, or that the owner cannot say. */
  readonly one?: (call: Call, key: string) => Promise<News<Value>>
  /** The list says something only of what has this label; null: nothing of what it does not list. */
  readonly label?: string | null
}

type BackfillPage<Value> = { readonly news: readonly News<Value>[]; readonly next: string | null }
type ListQuery = { readonly limit: number; readonly cursor?: string }
type ListPage<Item> = { readonly items: readonly Item[]; readonly next_cursor: string | null }

/** A page is made and taken in one turn of the event loop, which others wait for. */
const pageSize = 100

/** The pages of a list operation: `listed((call, query) => call(ListComponents, { query }), component => …)`. */
export const listed =
  <Item, Value>(
    ask: (call: Call, query: ListQuery) => Promise<ListPage<Item>>,
    newsOf: (item: Item) => News<Value> | undefined,
    limit = pageSize,
  ): Backfill<Value>['page'] =>
  async (call, cursor) => {
    const { items, next_cursor } = await ask(call, cursor === null ? { limit } : { limit, cursor })
    return { news: items.flatMap(item => newsOf(item) ?? []), next: next_cursor }
  }

export type CopyDefinition<Value> = {
  /** Of this service; rows are kept under it. */
  readonly name: string
  readonly from: readonly CopySource<Value>[]
  /** Left out: the owner cannot be asked, and only events tell. */
  readonly backfill?: Backfill<Value>
  /** What `all` can be narrowed to, and `deleteLabelledBefore` compares. */
  readonly label?: (value: Value) => string
  /** Another name of it. */
  readonly alias?: (value: Value) => string
  /** Runs in the transaction of the change. */
  readonly changed?: (change: CopyChange<Value>) => Promise<void>
}

export type CopyChange<Value> = {
  readonly key: string
  readonly version: number
  readonly value: Value
  readonly gone: boolean
  /** What was known of it; undefined: nothing, or that it was gone. */
  readonly before: Value | undefined
}
