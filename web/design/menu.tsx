import { lazy, type ReactNode, Suspense } from 'react'
import type { IconName } from './icon.tsx'

export type MenuItem = {
  readonly label: string
  readonly icon?: IconName
  readonly onSelect: () => void
  readonly danger?: boolean
  readonly disabled?: boolean
}

export type MenuProps = {
  /** A button; it opens the menu. */
  readonly trigger: ReactNode
  /** What is not offered is left out. */
  readonly items: readonly (MenuItem | false | null | undefined)[]
  readonly align?: 'start' | 'end'
}

const Parts = lazy(() => import('./menu-parts.tsx').then(module => ({ default: module.MenuParts })))

/** Orders that are not worth a button each. What places it on the screen is large and comes after the page. */
export function Menu(props: MenuProps) {
  return (
    <Suspense fallback={props.trigger}>
      <Parts {...props} />
    </Suspense>
  )
}
