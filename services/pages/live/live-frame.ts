import type { LiveFrame } from '../../../contracts/pages/live.ts'
import type { Entry } from './live-journal.ts'

/** Something that was said, and what everybody may know of it: null when nothing. */
export type LiveEvent = { readonly frame: LiveFrame; readonly everybody: object | null }

/** What is larger travels without its data. */
const dataBytes = 65_536

export type Sse = {
  readonly event: string
  /** Whoever reads it comes back with it; null leaves the position as it was. */
  readonly position: string | null
  readonly data: unknown
  readonly retryMs?: number
}

/** One server-sent event as bytes. JSON has no line ends of its own, so a single `data:` line holds it. */
export function sseOf({ event, position, data, retryMs }: Sse): Buffer {
  const lines = [
    ...(retryMs === undefined ? [] : [`retry: ${retryMs}`]),
    `event: ${event}`,
    ...(position === null ? [] : [`id: ${position}`]),
    `data: ${JSON.stringify(data)}`,
  ]
  return Buffer.from(`${lines.join('\n')}\n\n`)
}

export function entryOf(position: string, { frame, everybody }: LiveEvent): Entry {
  const write = (data: unknown) => sseOf({ event: frame.type, position, data: { ...frame, data: fitting(data) } })
  return { everybody: everybody === null ? null : write(everybody), signedIn: write(frame.data) }
}

const fitting = (data: unknown): unknown => (JSON.stringify(data).length > dataBytes ? null : data)
