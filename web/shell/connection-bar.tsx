import { useEffect, useState } from 'react'
import { useConnection } from '../data/live.ts'
import { Notice } from '../design/notice.tsx'
import { frameWords } from '../messages/frame.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/language.tsx'

/** A stream that breaks off is back within seconds, as after each change of a session: nobody needs to hear of that. */
const patienceMs = 5_000

function useIsLong(since: number): boolean {
  const [reached, setReached] = useState<number | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => setReached(since), patienceMs)
    return () => clearTimeout(timer)
  }, [since])
  return reached === since
}

/** Says that what is shown may be old, and from when it is. */
export function ConnectionBar() {
  const { state, since } = useConnection()
  const isLong = useIsLong(since)
  const words = useWords(frameWords)
  const format = useFormat()
  return (
    <div role="status">
      {isLong && (state === 'polling' || state === 'lost') ? (
        <div className="mb-4">
          <Notice tone={state === 'lost' ? 'bad' : 'warn'}>
            {state === 'lost' ? `${words.lost} ${words.since(format.clock(since))}` : words.polling}
          </Notice>
        </div>
      ) : null}
    </div>
  )
}
