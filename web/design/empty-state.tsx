import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'

/** Nothing is here yet: why, and the one thing to do about it. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon: IconName
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="grid justify-items-center gap-2 px-4 py-10 text-center">
      <Icon name={icon} size={36} className="text-muted" />
      <p className="text-lg font-medium">{title}</p>
      {children ? <div className="text-muted max-w-prose">{children}</div> : null}
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  )
}

type Props = {
  readonly words: { readonly noneFits: string; readonly noneFitsText: string; readonly showAll: string }
  readonly onShowAll: () => void
}

/** There is something, but the filters leave none of it: the way back is to take them away. */
export function NoMatches({ words, onShowAll }: Props) {
  return (
    <EmptyState icon="search" title={words.noneFits} action={<Button onClick={onShowAll}>{words.showAll}</Button>}>
      {words.noneFitsText}
    </EmptyState>
  )
}
