import { lazy, Suspense } from 'react'
import { stateWords } from '../../messages/states.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

export type Line = {
  readonly label: string
  /** null: nothing is known, and the line has a gap. */
  readonly values: readonly (number | null)[]
  readonly tone?: 'accent' | 'ok' | 'warn' | 'bad' | 'hold' | 'unknown'
}
/** A stretch of time behind the lines: an incident, a maintenance. Epoch seconds. */
export type Band = {
  readonly from: number
  readonly to: number
  readonly label: string
  readonly tone?: 'bad' | 'hold'
}

export type LineChartProps = {
  readonly label: string
  /** Epoch seconds, growing. */
  readonly times: readonly number[]
  readonly lines: readonly Line[]
  readonly bands?: readonly Band[]
  readonly format: (value: number) => string
  /** Charts of one key show the same moment under the pointer. */
  readonly sync?: string
  readonly height?: number
}

const Canvas = lazy(() => import('./line-canvas.tsx').then(module => ({ default: module.LineCanvas })))

/** A picture for most, a table for whoever needs figures. The drawing library comes when the first chart does. */
export function LineChart(props: LineChartProps) {
  const { height = 200 } = props
  return (
    <figure className="grid grid-cols-1 gap-2">
      <Suspense fallback={<div className="skeleton w-full" style={{ height }} />}>
        <Canvas {...props} />
      </Suspense>
      <figcaption>
        <Figures {...props} />
      </figcaption>
    </figure>
  )
}

const most = 200

function Figures({ label, times, lines, format }: LineChartProps) {
  const words = useWords(stateWords)
  const say = useFormat()
  return (
    <details>
      <summary className="text-muted text-sm">{words.asTable}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long table is scrolled with the keyboard */}
      <div className="mt-2 max-h-72 overflow-auto" tabIndex={0}>
        <table className="w-full text-left text-sm">
          <caption className="sr-only">{label}</caption>
          <thead>
            <tr>
              <th scope="col">{words.time}</th>
              {lines.map(line => (
                <th key={line.label} scope="col">
                  {line.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.slice(-most).map((time, index) => (
              <tr key={time}>
                <th scope="row" className="font-normal">
                  {say.dateTime(time * 1000)}
                </th>
                {lines.map(line => {
                  const value = line.values[Math.max(0, times.length - most) + index] ?? null
                  return <td key={line.label}>{value === null ? '–' : format(value)}</td>
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
