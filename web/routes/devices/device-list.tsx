import { lazy, useMemo } from 'react'
import { type Device, ListDevices } from '../../../contracts/edge/devices.ts'
import { unitSign } from '../../../contracts/metrics/units.ts'
import { useAllItems } from '../../data/all-pages.ts'
import { anyText, useFilters } from '../../data/filters.ts'
import { DialogOf } from '../../design/actions/dialog-button.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { SearchFilter } from '../../design/lists/filters.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { devicesWords } from '../../messages/devices.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

const DeviceDetail = lazy(() => import('./device-detail.tsx').then(module => ({ default: module.DeviceDetail })))

const keyOf = ({ client, id }: Device): string => `${client}/${id}`

export function DeviceList() {
  const words = useWords(devicesWords)
  const [filters, setFilters] = useFilters({ q: anyText, device: anyText })
  const devices = useAllItems(ListDevices, {}, { refetchInterval: 10_000 })
  const all = devices.data ?? []
  const wanted = filters.q?.toLocaleLowerCase() ?? ''
  const shown = all.filter(({ id, client, type }) => `${id} ${client} ${type}`.toLocaleLowerCase().includes(wanted))
  return (
    <>
      {all.length > 0 ? (
        <div className="mb-4 w-full sm:w-72">
          <SearchFilter label={words.search} />
        </div>
      ) : null}
      <TableCard
        answer={devices}
        rows={shown}
        label={words.list}
        columns={useColumns(device => setFilters({ device: keyOf(device) }))}
        rowKey={keyOf}
        groupOf={({ client }) => client}
        filter={{ isFiltered: all.length > 0, clear: () => setFilters({ q: undefined }) }}
        words={words}
        none={<EmptyState icon="device" title={words.none} text={words.noneText} />}
      />
      <DialogOf
        of={all.find(one => keyOf(one) === filters.device) ?? null}
        onClose={() => setFilters({ device: undefined })}
        title={({ id }) => id}
        shape="drawer"
      >
        {device => <DeviceDetail device={device} />}
      </DialogOf>
    </>
  )
}

function useColumns(onOpen: (device: Device) => void): readonly Column<Device>[] {
  const words = useWords(devicesWords)
  const format = useFormat()
  return useMemo(
    () => [
      {
        header: words.device,
        sortBy: ({ id }) => id,
        cell: device => (
          <button type="button" className="link min-h-6 text-left font-medium" onClick={() => onOpen(device)}>
            {device.id}
          </button>
        ),
      },
      { header: words.type, from: 'md', sortBy: ({ type }) => type },
      {
        header: words.last,
        cell: ({ metrics }) => (
          <ul className="flex flex-wrap gap-x-4">
            {metrics.map(({ metric, last, unit }) => (
              <li key={`${metric} ${unit}`}>
                <span className="text-muted">{metric}</span> {last === null ? '–' : format.number(last)}{' '}
                {unit && unitSign(unit)}
              </li>
            ))}
          </ul>
        ),
      },
      { header: words.seen, from: 'sm', time: ({ last_seen_at }) => last_seen_at },
    ],
    [words, format, onOpen],
  )
}
