import { useNavigate } from '@tanstack/react-router'
import { lazy, useMemo, useRef, useState } from 'react'
import type { Component } from '../../../contracts/incidents/incidents.ts'
import type { Check } from '../../../contracts/monitor/monitor.ts'
import { useMay } from '../../data/session.ts'
import { DialogOf } from '../../design/actions/dialog-button.tsx'
import { TextLink } from '../../design/actions/link.tsx'
import { UptimeBars } from '../../design/charts/uptime-bars.tsx'
import { FromFile } from '../../design/from-file.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard, type TableCardProps } from '../../design/lists/table-card.tsx'
import { useShortcut } from '../../design/shortcuts.tsx'
import { ComponentState } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { checksWords } from '../../messages/checks.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { type Format, useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { ArchiveCheck, CheckActions, useCheckActions } from '../checks/check-actions.tsx'
import { CheckIcon } from '../checks/check-icon.tsx'
import { useKindWords } from '../checks/kind-words.ts'
import { addressOf, type CheckedComponent, stateOf } from './component-rows.ts'

// What stands in a dialog comes when it is opened.
const ComponentForm = lazy(() => import('./component-form.tsx').then(module => ({ default: module.ComponentForm })))

const urgency = { down: 0, degraded: 1, unknown: 2, paused: 3, up: 4 } as const

/** `j` `k` to move, Enter to open, `r` to look now, `e` to edit. */
export function ComponentTable(
  list: Pick<TableCardProps<CheckedComponent, Component>, 'answer' | 'rows' | 'filter' | 'none'>,
) {
  const words = useWords(checksWords)
  const { pages } = useWords(navigationWords)
  const navigate = useNavigate()
  const may = useMay()
  const active = useRef<string | undefined>(undefined)
  const orders = useCheckActions()
  const [archiving, setArchiving] = useState<Check | null>(null)
  const [editing, setEditing] = useState<Component | null>(null)
  const withActive = (then: (check: Check) => void) => () => {
    const check = list.rows?.find(({ slug }) => slug === active.current)?.check
    if (check) then(check)
  }
  const edit = (check: Check) => void navigate({ to: '/checks/$id/edit', params: { id: check.component.slug } })
  useShortcut('r', words.orders.run, withActive(orders.run), may('responder'))
  useShortcut('e', words.orders.edit, withActive(edit), may('admin'))
  return (
    <>
      <TableCard
        {...list}
        words={words.list}
        lines={8}
        label={pages.components}
        columns={useColumns()}
        rowKey={({ slug }) => slug}
        groupOf={({ group }) => group ?? words.list.noGroup}
        onActive={({ slug }) => {
          active.current = slug
        }}
        actions={row => (
          <CheckActions row={row} orders={orders} onArchive={setArchiving} onEditComponent={setEditing} />
        )}
      />
      <ArchiveCheck check={archiving} onDone={() => setArchiving(null)} />
      <DialogOf of={editing} onClose={() => setEditing(null)} title={({ name }) => words.edit.title(name)}>
        {component => <ComponentForm component={component} onDone={() => setEditing(null)} />}
      </DialogOf>
    </>
  )
}

function useColumns(): readonly Column<CheckedComponent>[] {
  const words = useWords(checksWords).list
  const format = useFormat()
  return useMemo(
    () => [
      { header: words.component, sortBy: ({ name }) => name, cell: row => <Name row={row} /> },
      { header: words.state, sortBy: row => urgency[stateOf(row) ?? 'up'], cell: row => <State row={row} /> },
      {
        header: words.since,
        from: 'lg',
        className: 'whitespace-nowrap',
        sortBy: ({ check }) => check?.since ?? null,
        cell: ({ check, component }) => <Time at={check ? check.since : (component?.since ?? null)} />,
      },
      {
        header: words.uptime,
        from: 'sm',
        className: 'w-28 xl:w-60',
        sortBy: ({ uptime }) => uptime?.ratio ?? null,
        cell: row => <Uptime row={row} format={format} />,
      },
      {
        header: words.answer,
        from: 'xl',
        className: 'text-right whitespace-nowrap',
        sortBy: responseOf,
        cell: row => {
          const length = responseOf(row)
          return length === null ? '–' : format.milliseconds(length)
        },
      },
    ],
    [words, format],
  )
}

const responseOf = ({ check }: CheckedComponent): number | null => check?.last_result?.response_ms ?? null

function Name({ row: { slug, name, check, component } }: { row: CheckedComponent }) {
  const words = useWords(checksWords).list
  const kinds = useKindWords()
  const address = check && addressOf(check)
  return (
    <div className="min-w-0">
      <span className="[&>*+*]:ml-1.5">
        {check ? (
          <TextLink to="/checks/$id" params={{ id: slug }} className="font-medium" label={name} />
        ) : (
          <span className="font-medium">{name}</span>
        )}
        <FromFile place={check?.place ?? component?.place ?? null} />
      </span>
      <div className="text-muted max-w-[36vw] truncate text-sm sm:max-w-[30ch] 2xl:max-w-[46ch]">
        {check ? (kinds[check.kind]?.label ?? check.kind) : words.noCheck}
        {address ? <span className="hidden sm:inline"> · {address}</span> : null}
      </div>
    </div>
  )
}

function State({ row: { check, component } }: { row: CheckedComponent }) {
  const isMaintained = component?.status === 'under_maintenance'
  if (!check) return component ? <ComponentState state={component.status} /> : null
  return (
    <span className="inline-flex flex-wrap gap-1.5">
      <CheckIcon check={check} />
      {isMaintained ? <ComponentState state="under_maintenance" /> : null}
    </span>
  )
}

function Uptime({ row: { uptime }, format }: { row: CheckedComponent; format: Format }) {
  if (!uptime) return <span className="text-muted">–</span>
  return (
    <div className="flex items-center gap-2">
      <span className="w-16 text-right">{uptime.ratio === null ? '–' : format.percent(uptime.ratio)}</span>
      <div className="hidden w-36 xl:block">
        <UptimeBars uptime={uptime} />
      </div>
    </div>
  )
}
