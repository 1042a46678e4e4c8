import { DropdownMenu } from 'radix-ui'
import { Icon } from './icon.tsx'
import type { MenuProps } from './menu.tsx'

/** Not modal: a modal one would write styles into the page, which the content security policy refuses. Within `main`. */
export function MenuParts({ trigger, items, align = 'end' }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.getElementById('content')}>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="bg-raised border-line z-40 min-w-48 rounded-md border p-1 shadow-lg"
        >
          {items
            .filter(item => !!item)
            .map(item => (
              <DropdownMenu.Item
                key={item.label}
                disabled={item.disabled}
                onSelect={item.onSelect}
                className={`data-[highlighted]:bg-accent-soft flex min-h-9 items-center gap-2.5 rounded px-2.5 outline-none data-[disabled]:opacity-55 ${item.danger ? 'text-bad' : ''}`}
              >
                {item.icon ? <Icon name={item.icon} size={16} /> : null}
                {item.label}
              </DropdownMenu.Item>
            ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
