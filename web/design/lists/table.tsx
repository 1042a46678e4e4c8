import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { Fragment, memo, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { frameWords } from '../../messages/frame.ts'
import { useLocale, useWords } from '../../words/language.tsx'
import { Icon } from '../icon.tsx'
import { useShortcut } from '../shortcuts.tsx'
import { Time } from '../time.tsx'

export type Column<Row> = {
  /** No two columns of a table have the same. */
  readonly header: string
  /** Only read out: for columns of buttons. */
  readonly isHeaderHidden?: true
  /** Left out: what it is sorted by, as it is. */
  readonly cell?: (row: Row) => ReactNode
  /** Makes the column sortable. */
  readonly sortBy?: (row: Row) => string | number | null
  /** Instead of both: a moment, sorted by it and shown as how long ago that was. */
  readonly time?: (row: Row) => string | null
  /** Narrower than this, the column is left out. */
  readonly from?: 'sm' | 'md' | 'lg' | 'xl'
  readonly className?: string
}

export type TableProps<Row> = {
  /** Read out before the rows. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** What can be done with a row, in a last column. */
  readonly actions?: ((row: Row) => ReactNode) | undefined
  /** Of that column: as wide as one button with an icon, where nothing else is said. */
  readonly actionsClass?: string
  /** Rows with the same one stand together under it, until somebody sorts. Not drawn of very many rows. */
  readonly groupOf?: (row: Row) => string
  /** Of the row that the keyboard is on: for single-key orders of the page. */
  readonly onActive?: (row: Row) => void
}

const widths = {
  sm: 'hidden sm:table-cell',
  md: 'hidden md:table-cell',
  lg: 'hidden lg:table-cell',
  xl: 'hidden xl:table-cell',
} as const
const visible = (from: Column<never>['from']) => (from ? widths[from] : '')
const rowHeight = 49
/** Fewer than these are simply all drawn: a reader of the screen and a search in the page see every row. */
const drawnWhole = 200

type Sorting = { readonly header: string; readonly down: boolean } | null

const orderOf = <Row,>({ sortBy, time }: Column<Row>) => sortBy ?? time

function cellOf<Row>({ cell, sortBy, time }: Column<Row>, row: Row): ReactNode {
  if (cell) return cell(row)
  return time ? <Time at={time(row)} /> : sortBy?.(row)
}

/** Those of the table, and that of its actions. */
function useColumns<Row>({ columns, actions, actionsClass = 'w-12' }: TableProps<Row>): readonly Column<Row>[] {
  const words = useWords(frameWords)
  if (!actions) return columns
  return [...columns, { header: words.actions, isHeaderHidden: true, className: actionsClass, cell: actions }]
}

function useSorted<Row>({ rows, columns }: TableProps<Row>, sorting: Sorting): readonly Row[] {
  const { language } = useLocale()
  return useMemo(() => {
    const sorted = columns.find(({ header }) => header === sorting?.header)
    const by = sorted && orderOf(sorted)
    if (!by || !sorting) return rows
    const collator = new Intl.Collator(language, { numeric: true })
    const sign = sorting.down ? -1 : 1
    return rows.toSorted((one, other) => {
      const [a, b] = [by(one), by(other)]
      if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
      return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)))
    })
  }, [rows, columns, sorting, language])
}

/** A real table, of which only the rows in sight are drawn when there are many. `j` and `k` move, Enter opens. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, rowKey } = props
  const columns = useColumns(props)
  const [sorting, setSorting] = useState<Sorting>(null)
  const rows = useSorted(props, sorting)
  const element = useRef<HTMLTableElement>(null)
  const window = useRowWindow(element, rows)
  const groups = sorting ? undefined : groupsOf(props.groupOf, rows)
  useRowKeys(props, { rows, element, scrollTo: window.scrollTo })
  return (
    <div className="relative overflow-x-auto" {...useSideways(element, label)}>
      <table
        ref={element}
        className="w-full border-collapse text-left [overflow-wrap:break-word]"
        aria-rowcount={rows.length + 1}
      >
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-line border-b">
            {columns.map(column => (
              <Header key={column.header} column={column} sorting={sorting} onSort={setSorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={window.before} columns={columns.length} />
          {window.indexes.map(index => {
            const row = rows[index]
            if (row === undefined) return null
            const group = groups?.(index)
            return (
              <Fragment key={rowKey(row)}>
                {group === undefined ? null : <GroupRow name={group} columns={columns.length} />}
                <TableRow row={row} index={index} columns={columns} measure={window.measure} />
              </Fragment>
            )
          })}
          <Gap height={window.after} columns={columns.length} />
        </tbody>
      </table>
    </div>
  )
}

type RowProps<Row> = {
  readonly row: Row
  readonly index: number
  readonly columns: readonly Column<Row>[]
  readonly measure: ((element: HTMLTableRowElement | null) => void) | undefined
}

/** Drawn again when its row or the columns are others, not whenever the page scrolls. */
const TableRow = memo(function OneRow<Row>({ row, index, columns, measure }: RowProps<Row>) {
  return (
    <tr
      ref={measure}
      data-row={index}
      data-index={index}
      aria-rowindex={index + 2}
      className="border-line hover:bg-sunken focus-within:bg-accent-soft h-[49px] border-b last:border-0"
    >
      {columns.map(column => (
        <td key={column.header} className={`px-2 py-2 sm:px-3 ${visible(column.from)} ${column.className ?? ''}`}>
          {cellOf(column, row)}
        </td>
      ))}
    </tr>
  )
}) as <Row>(props: RowProps<Row>) => ReactNode

/** Too wide for the screen it scrolls, and the keyboard has to reach it for that. */
function useSideways(element: React.RefObject<HTMLTableElement | null>, label: string) {
  const [isWide, setWide] = useState(false)
  useEffect(() => {
    const table = element.current
    const box = table?.parentElement
    if (!table || !box) return
    const watch = new ResizeObserver(() => setWide(box.scrollWidth > box.clientWidth))
    watch.observe(box)
    watch.observe(table)
    return () => watch.disconnect()
  }, [element])
  return isWide ? { tabIndex: 0, role: 'group', 'aria-label': label } : {}
}

function GroupRow({ name, columns }: { name: string; columns: number }) {
  return (
    <tr className="border-line bg-sunken border-b">
      <th scope="rowgroup" colSpan={columns} className="px-2 py-1.5 text-left sm:px-3 text-sm font-semibold">
        {name}
      </th>
    </tr>
  )
}

/** The group that begins with a row, if one does. */
function groupsOf<Row>(groupOf: TableProps<Row>['groupOf'], rows: readonly Row[]) {
  if (!groupOf || rows.length > drawnWhole) return undefined
  const names = rows.map(groupOf)
  if (new Set(names).size < 2) return undefined
  return (index: number): string | undefined => (names[index] === names[index - 1] ? undefined : names[index])
}

function Gap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    <tr>
      <td colSpan={columns} style={{ height }} />
    </tr>
  )
}

function Header<Row>({
  column,
  sorting,
  onSort,
}: {
  column: Column<Row>
  sorting: Sorting
  onSort: (sorting: Sorting) => void
}) {
  const words = useWords(frameWords)
  const sorted = sorting?.header === column.header ? sorting : null
  const isSortable = orderOf(column) !== undefined
  const direction = sorted ? (sorted.down ? 'descending' : 'ascending') : 'none'
  const next = () => onSort(sorted?.down ? null : { header: column.header, down: sorted !== null })
  return (
    <th
      scope="col"
      aria-sort={isSortable ? direction : undefined}
      className={`text-muted px-2 py-2 text-sm sm:px-3 font-medium ${visible(column.from)} ${column.className ?? ''}`}
    >
      {isSortable ? (
        <button
          type="button"
          onClick={next}
          title={words.sort}
          className="hover:text-ink inline-flex min-h-6 items-center gap-1"
        >
          {column.header}
          <span className="size-4">{sorted ? <Icon name={sorted.down ? 'down' : 'up'} size={16} /> : null}</span>
        </button>
      ) : (
        <span className={column.isHeaderHidden ? 'sr-only' : ''}>{column.header}</span>
      )}
    </th>
  )
}

function useRowWindow(element: React.RefObject<HTMLTableElement | null>, rows: readonly unknown[]) {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const box = element.current?.getBoundingClientRect()
    if (box) setTop(box.top + globalThis.scrollY)
  }, [element])
  const virtual = useWindowVirtualizer({
    count: rows.length,
    enabled: rows.length > drawnWhole,
    estimateSize: () => rowHeight,
    overscan: 20,
    scrollMargin: top,
  })
  if (rows.length <= drawnWhole) {
    return {
      indexes: rows.map((_, index) => index),
      before: 0,
      after: 0,
      measure: undefined,
      scrollTo: () => undefined,
    }
  }
  const items = virtual.getVirtualItems()
  return {
    indexes: items.map(item => item.index),
    before: (items[0]?.start ?? top) - top,
    after: virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top),
    measure: virtual.measureElement,
    scrollTo: (index: number) => virtual.scrollToIndex(index, { align: 'auto' }),
  }
}

type RowKeys<Row> = {
  readonly rows: readonly Row[]
  readonly element: React.RefObject<HTMLTableElement | null>
  readonly scrollTo: (index: number) => void
}

function useRowKeys<Row>({ onActive }: TableProps<Row>, { rows, element, scrollTo }: RowKeys<Row>): void {
  const words = useWords(frameWords)
  const active = useRef(-1)
  const move = (step: number) => {
    const focused = document.activeElement?.closest<HTMLElement>('tr[data-row]')
    const from = focused && element.current?.contains(focused) ? Number(focused.dataset.row) : active.current
    const index = Math.min(rows.length - 1, Math.max(0, from + step))
    active.current = index
    scrollTo(index)
    requestAnimationFrame(() => {
      const row = element.current?.querySelector<HTMLElement>(`tr[data-row="${index}"]`)
      row?.querySelector<HTMLElement>('a, button')?.focus()
    })
    const row = rows[index]
    if (row !== undefined) onActive?.(row)
  }
  useShortcut('j', words.keys.next, () => move(1))
  useShortcut('k', words.keys.previous, () => move(-1))
}
