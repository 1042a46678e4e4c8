import { lazy, type ReactNode, Suspense } from 'react'

export type TooltipProps = { readonly text: ReactNode; readonly children: ReactNode }

const Parts = lazy(() => import('./tooltip-parts.tsx').then(module => ({ default: module.TooltipParts })))

/** More than the label says, never the only place where it is said. `children` can be focused. */
export function Tooltip(props: TooltipProps) {
  return (
    <Suspense fallback={props.children}>
      <Parts {...props} />
    </Suspense>
  )
}
