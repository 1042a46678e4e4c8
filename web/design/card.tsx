import { type ReactNode, useId } from 'react'

/** One matter of a page, with its name. */
export function Card({
  title,
  actions,
  flush = false,
  children,
}: {
  title?: string
  actions?: ReactNode
  flush?: boolean
  children: ReactNode
}) {
  const id = useId()
  return (
    <section aria-labelledby={title ? id : undefined} className="bg-surface border-line min-w-0 rounded-lg border">
      {title ? (
        <div className={`flex flex-wrap items-center justify-between gap-2 px-4 pt-3.5 ${flush ? 'pb-2.5' : ''}`}>
          <h2 id={id} className="text-lg font-semibold">
            {title}
          </h2>
          {actions}
        </div>
      ) : null}
      <div className={flush ? '' : 'p-4'}>{children}</div>
    </section>
  )
}

type Fact = readonly [name: string, value: ReactNode]

/** Names and values of one thing; what is not known of it is left out. */
export function Facts({ facts }: { facts: readonly (Fact | false | null | undefined | '')[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[max-content_minmax(0,1fr)]">
      {facts
        .filter(fact => !!fact)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="mb-1 sm:mb-0">{value}</dd>
          </div>
        ))}
    </dl>
  )
}
