import { useState } from 'react'
import type { ComponentReports } from '../../../contracts/reports.ts'
import { Card } from '../../design/card.tsx'
import { TextField } from '../../design/forms/field.tsx'
import { reportsWords } from '../../messages/reports.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { LevelSign } from './level-icon.tsx'

type ChooseProps = {
  readonly items: readonly ComponentReports[]
  readonly chosen: ComponentReports
  readonly onChoose: (of: ComponentReports) => void
}

/** More than these are searched rather than read. */
const few = 12

export function ChooseComponent({ items, chosen, onChoose }: ChooseProps) {
  const words = useWords(reportsWords)
  const format = useFormat()
  const [q, setQ] = useState('')
  const found = items.filter(({ component }) => component.name.toLocaleLowerCase().includes(q.toLocaleLowerCase()))
  return (
    <Card title={words.components}>
      <div className="grid grid-cols-1 gap-3">
        {items.length > few ? <TextField type="search" label={words.search} value={q} onChange={setQ} /> : null}
        <ul className="-mx-2 grid max-h-[32rem] gap-0.5 overflow-y-auto px-0.5">
          {found.map(one => (
            <li key={one.component.id}>
              <button
                type="button"
                aria-pressed={one === chosen}
                onClick={() => onChoose(one)}
                className="aria-pressed:bg-accent-soft hover:bg-sunken grid w-full gap-0.5 rounded-md px-2 py-1.5 text-left"
              >
                <span className="font-medium">{one.component.name}</span>
                <span className="flex flex-wrap items-center gap-x-3 text-sm">
                  <LevelSign level={one.level} quiet />
                  {one.reports > 0 ? (
                    <span className="text-muted">{words.count(format.number(one.reports))}</span>
                  ) : null}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  )
}
