import type { ReactNode } from 'react'
import { Button } from '../button.tsx'
import { Icon, type IconName } from '../icon.tsx'

/** Nothing is here yet: why, and the one thing to do about it. */
export function EmptyState({
  icon,
  title,
  text,
  action,
}: {
  icon: IconName
  title: string
  text?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="grid justify-items-center gap-2 px-4 py-10 text-center">
      <Icon name={icon} size={36} className="text-muted" />
      <p className="text-lg font-medium">{title}</p>
      {text ? <div className="text-muted max-w-prose">{text}</div> : null}
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  )
}

/** There is something, but the filters leave none of it: the way back is to take them away. */
export function NoMatches({
  words,
  onShowAll,
}: {
  words: { readonly noneFits: string; readonly noneFitsText?: string; readonly showAll: string }
  onShowAll: () => void
}) {
  return (
    <EmptyState
      icon="search"
      title={words.noneFits}
      text={words.noneFitsText}
      action={<Button onClick={onShowAll} label={words.showAll} />}
    />
  )
}
