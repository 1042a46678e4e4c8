import { CancelRun, GetRun, ListRuns, ReplayRun, type Run } from '../../../contracts/functions/runs.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { CallButton, ConfirmButton } from '../../design/actions/call-button.tsx'
import { ButtonRow } from '../../design/button.tsx'
import { Facts } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { Time } from '../../design/time.tsx'
import { functionsWords } from '../../messages/functions.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'
import { RunState } from './run-columns.tsx'

const isUnderWay = ({ state }: Run): boolean => state === 'waiting' || state === 'running'

export function RunDetail({ id, onChain }: { id: string; onChain: (correlation_id: string) => void }) {
  const run = useApiQuery(GetRun, { params: { id } }, { refetchInterval: 5_000 })
  return <QueryResult answer={run}>{found => <OneRun run={found} onChain={onChain} />}</QueryResult>
}

/** What it answered and wrote, and what can be done with it. */
export function OneRun({ run, onChain }: { run: Run; onChain?: (correlation_id: string) => void }) {
  const { run: words, name, level } = useWords(functionsWords)
  const levels = useWords(functionsWords).levels
  const format = useFormat()
  const say = useMessageText()
  const admin = useMay()('admin')
  const { id, reason, correlation_id, http_status, output, logs } = run
  return (
    <div className="grid grid-cols-1 gap-5">
      <Facts
        facts={[
          [words.state, <RunState key="state" state={run.state} />],
          reason !== null && [words.noAnswer, say(reason, run.reason_i18n)],
          [name, run.function],
          [words.trigger, words.triggers[run.trigger]],
          [words.began, <Time key="began" at={run.started_at} />],
          [words.took, format.milliseconds(run.duration_ms)],
          [words.attempt, format.number(run.attempt)],
          http_status !== null && [words.answer, format.number(http_status)],
          [level, levels[run.level]],
        ]}
      />
      {output === '' ? null : (
        <section>
          <h3 className="mb-1 font-semibold">{words.output}</h3>
          <CodeBlock code={output} label={words.output} wrap />
        </section>
      )}
      <section>
        <h3 className="mb-1 font-semibold">{words.logs}</h3>
        {logs === '' ? <p className="text-muted">{words.noLogs}</p> : <CodeBlock code={logs} label={words.logs} wrap />}
      </section>
      <ButtonRow>
        {onChain ? (
          <button type="button" className="link min-h-6" onClick={() => onChain(correlation_id)}>
            {words.chain}
          </button>
        ) : null}
        {admin && isUnderWay(run) ? (
          <ConfirmButton
            action={words.cancel}
            title={words.cancelTitle}
            text={words.cancelText}
            operation={CancelRun}
            input={{ params: { id } }}
            changes={[GetRun, ListRuns]}
            done={words.cancelled}
          />
        ) : null}
        {admin && !isUnderWay(run) ? (
          <CallButton
            icon="undo"
            label={words.replay}
            operation={ReplayRun}
            input={{ params: { id } }}
            changes={[ListRuns]}
            done={words.replayed}
          />
        ) : null}
      </ButtonRow>
    </div>
  )
}
