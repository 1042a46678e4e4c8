import { useNavigate } from '@tanstack/react-router'
import type { Component } from '../../../contracts/incidents.ts'
import type { Check } from '../../../contracts/monitor.ts'
import { useMay } from '../../data/session.ts'
import { IconButton } from '../../design/button.tsx'
import { Menu, type MenuItem } from '../../design/menu.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'
import type { CheckedComponent } from '../components/component-rows.ts'
import type { CheckOrdersOf } from './use-check-actions.ts'

type OrdersProps = {
  readonly row: Pick<CheckedComponent, 'name' | 'check' | 'component'>
  readonly orders: CheckOrdersOf
  readonly onArchive: (check: Check) => void
  readonly onEditComponent: (component: Component) => void
}

export function CheckOrders({ row: { name, check, component }, orders, onArchive, onEditComponent }: OrdersProps) {
  const words = useWords(checksWords)
  const { actions, named } = useWords(frameWords)
  const may = useMay()
  const navigate = useNavigate()
  const origin = check?.origin ?? component?.origin
  const owned = origin === 'file'
  const edit = () => {
    if (check) void navigate({ to: '/checks/$id/edit' as string, params: { id: check.component.slug } as never })
    else if (component) onEditComponent(component)
  }
  const items: MenuItem[] = [
    ...(check && may('responder')
      ? [{ label: words.orders.run, icon: 'play', disabled: check.paused, onSelect: () => orders.run(check) } as const]
      : []),
    ...(check ? [{ label: words.file.copy, icon: 'copy', onSelect: () => orders.copyYaml(check) } as const] : []),
    ...(may('admin') && owned
      ? [{ label: words.orders.ownedByFile, icon: 'lock', disabled: true, onSelect: () => undefined } as const]
      : []),
    ...(may('admin') && !owned ? changes() : []),
  ]
  if (items.length === 0) return null
  return <Menu trigger={<IconButton label={named(actions, name)} icon="more" />} items={items} />

  function changes(): MenuItem[] {
    const all: MenuItem[] = [{ label: words.orders.edit, icon: 'edit', onSelect: edit }]
    if (check) {
      all.push(
        check.paused
          ? { label: words.orders.resume, icon: 'play', onSelect: () => orders.resume(check) }
          : { label: words.orders.pause, icon: 'pause', onSelect: () => orders.pause(check) },
        { label: words.orders.archive, icon: 'trash', danger: true, onSelect: () => onArchive(check) },
      )
    } else if (component) {
      all.push({
        label: words.orders.archive,
        icon: 'trash',
        danger: true,
        onSelect: () => orders.archiveComponent(component),
      })
    }
    return all
  }
}
