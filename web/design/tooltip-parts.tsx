import { Tooltip as Parts } from 'radix-ui'
import type { TooltipProps } from './tooltip.tsx'

export function TooltipParts({ text, children }: TooltipProps) {
  return (
    <Parts.Provider delayDuration={300}>
      <Parts.Root>
        <Parts.Trigger asChild>{children}</Parts.Trigger>
        <Parts.Portal>
          <Parts.Content
            sideOffset={4}
            collisionPadding={8}
            className="bg-raised text-ink border-edge z-50 max-w-xs rounded-md border px-2.5 py-1.5 text-sm shadow-lg"
          >
            {text}
          </Parts.Content>
        </Parts.Portal>
      </Parts.Root>
    </Parts.Provider>
  )
}
