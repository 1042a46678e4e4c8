import { Tabs as Parts } from 'radix-ui'
import { type ReactNode, Suspense, useEffect, useRef } from 'react'

export type Tab = { readonly id: string; readonly label: string; readonly content: ReactNode }

/** Keep the open tab in the address (`useFilters`), so that it can be linked to. */
export function Tabs({
  label,
  tabs,
  value,
  onChange,
}: {
  label: string
  tabs: readonly Tab[]
  value: string
  onChange: (id: string) => void
}) {
  const list = useRef<HTMLDivElement>(null)
  // Where the row is wider than the page, the open tab may be out of sight.
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>(`[data-tab="${value}"]`)
    if (!list.current || !open) return
    const [row, tab] = [list.current.getBoundingClientRect(), open.getBoundingClientRect()]
    if (tab.right > row.right) list.current.scrollLeft += tab.right - row.right
    if (tab.left < row.left) list.current.scrollLeft -= row.left - tab.left
  }, [value])
  return (
    <Parts.Root value={value} onValueChange={onChange}>
      <Parts.List ref={list} aria-label={label} className="border-line mb-4 flex gap-1 overflow-x-auto border-b">
        {tabs.map(tab => (
          <Parts.Trigger
            key={tab.id}
            value={tab.id}
            data-tab={tab.id}
            className="data-[state=active]:border-accent data-[state=active]:text-ink text-muted hover:text-ink -mb-px min-h-10 border-b-2 border-transparent px-3 font-medium whitespace-nowrap"
          >
            {tab.label}
          </Parts.Trigger>
        ))}
      </Parts.List>
      {tabs.map(tab => (
        <Parts.Content key={tab.id} value={tab.id}>
          <Suspense>{tab.content}</Suspense>
        </Parts.Content>
      ))}
    </Parts.Root>
  )
}
