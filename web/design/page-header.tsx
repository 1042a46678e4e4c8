import type { ReactNode } from 'react'

/** The one `h1` of a page; the focus comes here when the page changes. */
export function PageHeader({
  title,
  intro,
  above,
  actions,
}: {
  title: string
  intro?: ReactNode
  above?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 flex-[1_1_24rem]">
        {above ? <div className="text-muted mb-1 text-sm">{above}</div> : null}
        <h1 tabIndex={-1} className="text-2xl font-semibold">
          {title}
        </h1>
        {intro ? <p className="text-muted mt-1 max-w-prose">{intro}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  )
}
