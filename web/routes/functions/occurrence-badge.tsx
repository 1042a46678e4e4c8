import type { OccurrenceState } from '../../../contracts/functions/schedules.ts'
import type { IconName } from '../../design/icon.tsx'
import type { Tone } from '../../design/notice.tsx'
import { Badge } from '../../design/status.tsx'
import { schedulesWords } from '../../messages/schedules.ts'
import { useWords } from '../../words/language.tsx'

const signs: Readonly<Record<OccurrenceState, { readonly tone: Tone; readonly icon: IconName }>> = {
  on_time: { tone: 'ok', icon: 'tickCircle' },
  late: { tone: 'warn', icon: 'slow' },
  caught_up: { tone: 'warn', icon: 'undo' },
  skipped: { tone: 'unknown', icon: 'minus' },
  missed: { tone: 'bad', icon: 'crossCircle' },
  failed: { tone: 'bad', icon: 'crossCircle' },
}

export function OccurrenceBadge({ state }: { state: OccurrenceState }) {
  const words = useWords(schedulesWords)
  return <Badge {...signs[state]} quiet label={words.states[state]} />
}
