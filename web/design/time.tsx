import { useEffect, useState } from 'react'
import { now } from '../data/clock.ts'
import { frameWords } from '../messages/frame.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/language.tsx'

/** Moves on every `everyMs`, so that "5 minutes ago" stays true. */
export function useNow(everyMs = 30_000): number {
  const [time, setTime] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => setTime(now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return time
}

/** Relative to read, absolute to be sure: the title has day, seconds and zone, `datetime` is UTC. */
export function Time({ at, absolute = false }: { at: string | null; absolute?: boolean }) {
  const format = useFormat()
  const words = useWords(frameWords)
  const time = useNow()
  if (at === null) return <span className="text-muted">{words.never}</span>
  return (
    <time dateTime={at} title={format.exact(at)}>
      {absolute ? format.dateTime(at) : format.relative(at, time)}
    </time>
  )
}

type DurationProps = {
  readonly from?: string
  readonly to?: string | null
  readonly seconds?: number | null
  /** To the second, and ticking while it lasts. */
  readonly exact?: boolean
}

/** How long it lasted, or lasts; seconds are only counted for the first minute. */
export function Duration({ from, to, seconds, exact = false }: DurationProps) {
  const format = useFormat()
  const time = useNow(exact && !to ? 1_000 : undefined)
  const length = Math.max(0, seconds ?? (from ? ((to ? Date.parse(to) : time) - Date.parse(from)) / 1000 : 0))
  return <span>{format.duration(exact || length < 60 ? Math.floor(length) : Math.round(length / 60) * 60)}</span>
}
