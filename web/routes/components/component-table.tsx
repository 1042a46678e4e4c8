import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import type { Component } from '../../../contracts/incidents/incidents.ts'
import type { Check } from '../../../contracts/monitor/monitor.ts'
import { useMay } from '../../data/session.ts'
import { UptimeBars } from '../../design/charts/uptime-bars.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { FromFile } from '../../design/from-file.tsx'
import { useShortcut } from '../../design/shortcuts.tsx'
import { ComponentState } from '../../design/status.tsx'
import { type Column, Table } from '../../design/table.tsx'
import { Time } from '../../design/time.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { type Format, useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { ArchiveCheck, CheckActions, type CheckActionsOf, useCheckActions } from '../checks/check-actions.tsx'
import { CheckIcon } from '../checks/check-icon.tsx'
import { useKindWords } from '../checks/kind-words.ts'
import { ComponentForm } from './component-form.tsx'
import { addressOf, type CheckedComponent, stateOf } from './component-rows.ts'

const urgency = { down: 0, degraded: 1, unknown: 2, paused: 3, up: 4 } as const

/** `j` `k` to move, Enter to open, `r` to look now, `e` to edit. */
export function ComponentTable({ rows }: { rows: readonly CheckedComponent[] }) {
  const words = useWords(checksWords)
  const { pages } = useWords(navigationWords)
  const navigate = useNavigate()
  const may = useMay()
  const active = useRef<string | undefined>(undefined)
  const orders = useCheckActions()
  const [archiving, setArchiving] = useState<Check | null>(null)
  const [editing, setEditing] = useState<Component | null>(null)
  const columns = useColumns({ orders, onArchive: setArchiving, onEdit: setEditing })
  const withActive = (then: (check: Check) => void) => () => {
    const check = rows.find(({ slug }) => slug === active.current)?.check
    if (check) then(check)
  }
  const edit = (check: Check) => void navigate({ to: '/checks/$id/edit', params: { id: check.component.slug } })
  useShortcut('r', words.orders.run, withActive(orders.run), may('responder'))
  useShortcut('e', words.orders.edit, withActive(edit), may('admin'))
  return (
    <>
      <Table
        label={pages.components}
        columns={columns}
        rows={rows}
        rowKey={({ slug }) => slug}
        groupOf={({ group }) => group ?? words.list.noGroup}
        onActive={({ slug }) => {
          active.current = slug
        }}
      />
      <ArchiveCheck check={archiving} onDone={() => setArchiving(null)} />
      <Dialog open={editing !== null} onClose={() => setEditing(null)} title={words.edit.title(editing?.name ?? '')}>
        {editing ? <ComponentForm component={editing} onDone={() => setEditing(null)} /> : null}
      </Dialog>
    </>
  )
}

type Doing = {
  readonly orders: CheckActionsOf
  readonly onArchive: (check: Check) => void
  readonly onEdit: (component: Component) => void
}

function useColumns({ orders, onArchive, onEdit }: Doing): readonly Column<CheckedComponent>[] {
  const words = useWords(checksWords).list
  const { actions } = useWords(frameWords)
  const format = useFormat()
  return useMemo(
    () => [
      { id: 'name', header: words.component, sortBy: ({ name }) => name, cell: row => <Name row={row} /> },
      {
        id: 'state',
        header: words.state,
        sortBy: row => urgency[stateOf(row) ?? 'up'],
        cell: row => <State row={row} />,
      },
      {
        id: 'since',
        header: words.since,
        from: 'lg',
        className: 'whitespace-nowrap',
        sortBy: ({ check }) => check?.since ?? null,
        cell: ({ check, component }) => <Time at={check ? check.since : (component?.since ?? null)} />,
      },
      {
        id: 'uptime',
        header: words.uptime,
        from: 'sm',
        className: 'w-28 xl:w-60',
        sortBy: ({ uptime }) => uptime?.ratio ?? null,
        cell: row => <Uptime row={row} format={format} />,
      },
      {
        id: 'answer',
        header: words.answer,
        from: 'xl',
        className: 'text-right whitespace-nowrap',
        sortBy: ({ check }) => check?.last_result?.response_ms ?? null,
        cell: ({ check }) => {
          const length = check?.last_result?.response_ms
          return typeof length === 'number' ? format.milliseconds(length) : '–'
        },
      },
      {
        id: 'orders',
        header: actions,
        isHeaderHidden: true,
        className: 'w-12',
        cell: row => <CheckActions row={row} orders={orders} onArchive={onArchive} onEditComponent={onEdit} />,
      },
    ],
    [words, actions, format, orders, onArchive, onEdit],
  )
}

function Name({ row: { slug, name, check, component } }: { row: CheckedComponent }) {
  const words = useWords(checksWords).list
  const kinds = useKindWords()
  const address = check && addressOf(check)
  return (
    <div className="min-w-0">
      <span className="[&>*+*]:ml-1.5">
        {check ? (
          <Link to="/checks/$id" params={{ id: slug }} className="link font-medium">
            {name}
          </Link>
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
  if (!check) return component ? <ComponentState status={component.status} /> : null
  return (
    <span className="inline-flex flex-wrap gap-1.5">
      <CheckIcon check={check} />
      {isMaintained ? <ComponentState status="under_maintenance" /> : null}
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
