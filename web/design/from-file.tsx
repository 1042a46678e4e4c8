import { checksWords } from '../messages/checks.ts'
import { useWords } from '../words/language.tsx'
import { Icon } from './icon.tsx'

/** A lock with the line of the file that a thing comes from; nothing for what was made by hand. */
export function FromFile({ place, words: isLong = false }: { place: string | null; words?: boolean }) {
  const words = useWords(checksWords).file
  if (place === null) return null
  const short = place.replace(/^.*\//, '')
  return (
    <span className="text-muted inline-flex items-center gap-1 text-sm font-normal" title={words.explain(short)}>
      <Icon name="lock" size={14} />
      {isLong ? words.lock(short) : <span className="sr-only">{words.lock(short)}</span>}
    </span>
  )
}
