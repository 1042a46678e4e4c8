import type { Run } from '../../../contracts/functions/runs.ts'
import { TextLink } from '../../design/actions/link.tsx'
import type { IconName } from '../../design/icon.tsx'
import type { Column } from '../../design/lists/table.tsx'
import type { Tone } from '../../design/notice.tsx'
import { Badge } from '../../design/status.tsx'
import { functionsWords } from '../../messages/functions.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'

const signs: Readonly<Record<Run['state'], { readonly tone: Tone; readonly icon: IconName }>> = {
  waiting: { tone: 'unknown', icon: 'slow' },
  running: { tone: 'accent', icon: 'play' },
  succeeded: { tone: 'ok', icon: 'tickCircle' },
  failed: { tone: 'bad', icon: 'crossCircle' },
  cancelled: { tone: 'unknown', icon: 'minus' },
}

export function RunState({ state, quiet = false }: { state: Run['state']; quiet?: boolean }) {
  const words = useWords(functionsWords).run
  return <Badge {...signs[state]} quiet={quiet} label={words.states[state]} />
}

/** `isOfOne`: the list is of one function, whose name need not be said again. */
export function useRunColumns({ isOfOne = false } = {}): readonly Column<Run>[] {
  const { run: words, name } = useWords(functionsWords)
  const format = useFormat()
  const say = useMessageText()
  return [
    {
      header: isOfOne ? words.id : name,
      cell: ({ id, function: of, reason, reason_i18n }) => (
        <>
          <TextLink to="/functions" search={{ tab: 'runs', run: id }} label={isOfOne ? id.slice(-8) : of} />
          {reason === null ? null : <div className="text-muted text-sm">{say(reason, reason_i18n)}</div>}
        </>
      ),
    },
    { header: words.state, cell: ({ state }) => <RunState state={state} quiet /> },
    { header: words.trigger, from: 'md', cell: ({ trigger }) => words.triggers[trigger] },
    {
      header: words.took,
      from: 'sm',
      cell: ({ duration_ms, state }) => (state === 'waiting' ? '–' : format.milliseconds(duration_ms)),
    },
    { header: words.began, time: ({ started_at }) => started_at },
  ]
}
