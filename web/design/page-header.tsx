import type { ReactNode } from 'react'
import { type NavigationWords, navigationWords } from '../messages/navigation.ts'
import { useWords } from '../words/language.tsx'

/** The one `h1` of a page; the focus comes here when the page changes. */
export function PageHeader({
  page,
  title,
  intro,
  above,
  actions,
}: {
  /** Its name in the navigation, where it has no other title. */
  page?: keyof NavigationWords['pages']
  title?: string
  intro?: ReactNode
  above?: ReactNode
  actions?: ReactNode
}) {
  const { pages } = useWords(navigationWords)
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 flex-[1_1_24rem]">
        {above ? <div className="text-muted mb-1 text-sm">{above}</div> : null}
        <h1 tabIndex={-1} className="text-2xl font-semibold">
          {title ?? (page && pages[page])}
        </h1>
        {intro ? <p className="text-muted mt-1 max-w-prose">{intro}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  )
}
