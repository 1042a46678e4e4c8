import { frameWords } from '../../contracts/messages/console/frame.ts'
import { useConnection } from '../data/live.ts'
import { Notice } from '../design/notice.tsx'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/language.tsx'

/** Says that what is shown may be old, and from when it is. */
export function ConnectionBar() {
  const { state, since } = useConnection()
  const words = useWords(frameWords)
  const format = useFormat()
  return (
    <div role="status">
      {state === 'polling' || state === 'lost' ? (
        <div className="mb-4">
          <Notice tone={state === 'lost' ? 'bad' : 'warn'}>
            {state === 'lost' ? `${words.lost} ${words.since(format.clock(since))}` : words.polling}
          </Notice>
        </div>
      ) : null}
    </div>
  )
}
