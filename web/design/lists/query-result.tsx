import type { ReactNode } from 'react'
import type { Problem } from '../../data/problem.ts'
import { frameWords } from '../../messages/frame.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useProblemText } from '../../words/say-problem.ts'
import { Button } from '../button.tsx'
import { Notice } from '../notice.tsx'

export function Skeleton({ lines = 3 }: { lines?: number }) {
  const words = useWords(frameWords)
  return (
    <div role="status" aria-label={words.loading} className="grid gap-2.5 p-1">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are all the same
        <div key={line} className="skeleton h-6" style={{ width: `${92 - ((line * 17) % 40)}%` }} />
      ))}
    </div>
  )
}

/** What `useApiQuery` and `usePagedQuery` answer with. */
export type Answer<Value> = {
  readonly data: Value | undefined
  readonly error: Problem | null
  readonly isFetching: boolean
  readonly isRefetchError: boolean
  readonly dataUpdatedAt: number
  readonly refetch: () => unknown
}

type QueryResultProps<Value> = {
  readonly answer: Answer<Value>
  readonly lines?: number
  readonly children: (value: Value) => ReactNode
}

/** Bones while it loads, what went wrong with a way to try again, and the last answer with its age when it is old. */
export function QueryResult<Value>({ answer, lines, children }: QueryResultProps<Value>) {
  const words = useWords(frameWords)
  const say = useProblemText()
  const format = useFormat()
  const again = <Button small onClick={() => answer.refetch()} busy={answer.isFetching} label={words.tryAgain} />
  if (answer.data === undefined) {
    if (answer.error) {
      return (
        <Notice tone="bad" alert action={answer.error.status === 404 ? null : again}>
          {say(answer.error)}
        </Notice>
      )
    }
    return <Skeleton lines={lines} />
  }
  return (
    <>
      {answer.isRefetchError ? (
        <div className="mb-3">
          <Notice tone="warn" action={again}>
            {words.dataFrom(format.clock(answer.dataUpdatedAt))}
          </Notice>
        </div>
      ) : null}
      {children(answer.data)}
    </>
  )
}

/** A whole list, or what an operation answers with. */
export type Listed<Item> = readonly Item[] | { readonly items: readonly Item[] }
export const itemsOf = <Item,>(value: Listed<Item>): readonly Item[] => ('items' in value ? value.items : value)

type QueryListProps<Item> = {
  readonly answer: Answer<Listed<Item>>
  /** What stands there instead of an empty list: a sentence, or an `EmptyState`. */
  readonly none: ReactNode
  readonly lines?: number
  readonly className?: string
  /** A list item with its key. */
  readonly children: (item: Item) => ReactNode
}

export function QueryList<Item>({ answer, none, lines, className, children }: QueryListProps<Item>) {
  return (
    <QueryResult answer={answer} lines={lines}>
      {value => {
        const items = itemsOf(value)
        if (items.length > 0) return <ul className={className ?? 'divide-line grid divide-y'}>{items.map(children)}</ul>
        return typeof none === 'string' ? <p className="text-muted">{none}</p> : none
      }}
    </QueryResult>
  )
}

type MoreProps = {
  readonly pages: {
    readonly hasNextPage: boolean
    readonly isFetchingNextPage: boolean
    readonly fetchNextPage: () => unknown
  }
}

/** Below a list that `usePagedQuery` answers: the rest of it. */
export function More({ pages }: MoreProps) {
  const words = useWords(frameWords)
  if (!pages.hasNextPage) return null
  return (
    <div className="flex justify-center p-3">
      <Button busy={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()} label={words.more} />
    </div>
  )
}
