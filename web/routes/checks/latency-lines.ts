import type { Result, Rollup } from '../../../contracts/monitor.ts'
import type { Line } from '../../design/charts/line-chart.tsx'

export type Drawn = { readonly times: readonly number[]; readonly lines: readonly Line[] }

type Point = { readonly at: string }
type Sort<Item> = {
  readonly label: string
  readonly of: (item: Item) => number | null
  readonly tone: NonNullable<Line['tone']>
}

/** Newest first, as answered. Where more than three steps are missing the lines have a gap. */
function drawn<Item extends Point>(items: readonly Item[], sorts: readonly Sort<Item>[], step_s: number): Drawn {
  const times: number[] = []
  const values: (number | null)[][] = sorts.map(() => [])
  for (const item of items.toReversed()) {
    const time = Date.parse(item.at) / 1000
    const last = times.at(-1)
    if (last !== undefined && time - last > 3 * step_s) {
      times.push(last + step_s)
      for (const line of values) line.push(null)
    }
    times.push(time)
    for (const [index, { of }] of sorts.entries()) values[index]?.push(of(item))
  }
  const lines = sorts.map(({ label, tone }, index) => ({ label, tone, values: values[index] ?? [] }))
  return { times, lines: lines.filter(line => line.values.some(value => value !== null)) }
}

type PhaseWords = Readonly<Record<'dns' | 'connect' | 'tls' | 'firstByte' | 'total', string>>

/** How long each part of an answer took. */
export function phaseLines(results: readonly Result[], words: PhaseWords, step_s: number): Drawn {
  return drawn(
    results,
    [
      { label: words.dns, tone: 'unknown', of: ({ phases }) => phases.dns_ms },
      { label: words.connect, tone: 'hold', of: ({ phases }) => phases.connect_ms },
      { label: words.tls, tone: 'warn', of: ({ phases }) => phases.tls_ms },
      { label: words.firstByte, tone: 'ok', of: ({ phases }) => phases.first_byte_ms },
      { label: words.total, tone: 'accent', of: ({ phases, response_ms }) => phases.total_ms ?? response_ms },
    ],
    step_s,
  )
}

/** What half and what nearly all of the answers stay below. */
export function quantileLines(
  rollups: readonly Rollup[],
  words: { readonly p50: string; readonly p95: string },
  step_s: number,
): Drawn {
  return drawn(
    rollups,
    [
      { label: words.p50, tone: 'accent', of: ({ p50_ms }) => p50_ms },
      { label: words.p95, tone: 'hold', of: ({ p95_ms }) => p95_ms },
    ],
    step_s,
  )
}
