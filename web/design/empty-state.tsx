import type { ReactNode } from 'react'
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
