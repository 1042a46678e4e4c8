import { useState } from 'react'
import { ListFlagChanges, RevertFlagChange } from '../../../contracts/flags/flag-governance.ts'
import type { FlagChange } from '../../../contracts/flags/flags.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { useApiMutation } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Changes } from '../../design/changes.tsx'
import { Confirm } from '../../design/dialog.tsx'
import { More, QueryList } from '../../design/lists/query-result.tsx'
import { Time } from '../../design/time.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useActor } from '../../words/actor.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useProblemText } from '../../words/say-problem.ts'
import { useMessageText } from '../../words/worded.ts'
import { BreakGlass, isSaid, pastApproval, whole } from './break-glass.tsx'
import { flagAnswers, useEnvironmentRef, waits } from './environment.ts'
import { flatFacts } from './json-text.ts'

/** What was changed, before and after, with a way back; of one flag, or of all in this place. */
export function FlagHistory({ flagKey }: { flagKey?: string }) {
  const words = useWords(flagsWords)
  const { place } = useEnvironmentRef()
  const changes = usePagedQuery(ListFlagChanges, { query: { ...place, key: flagKey, limit: 30 } })
  return (
    <>
      <QueryList
        answer={changes}
        none={words.noHistory}
        className="border-line bg-surface divide-line divide-y rounded-lg border"
      >
        {change => <ChangeRow key={change.id} change={change} named={!flagKey} />}
      </QueryList>
      <More pages={changes} />
    </>
  )
}

function ChangeRow({ change, named }: { change: FlagChange; named: boolean }) {
  const words = useWords(flagsWords)
  const actorName = useActor()
  const why = useMessageText()
  const format = useFormat()
  const { mayEdit } = useEnvironmentRef()
  const { key, kind, action, actor, at, reason, reason_i18n, before, after, exposure } = change
  return (
    <li className="p-3">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div className="min-w-0">
          <div>
            {named ? (
              <>
                {kind === 'segment' ? words.segment : null} <code className="font-medium">{key}</code> ·{' '}
              </>
            ) : null}
            {words.actions[action] ?? action} · {actorName(actor.name)}
          </div>
          <div className="text-muted text-sm">
            <Time at={at} />
            {reason ? ` · ${why(reason, reason_i18n)}` : ''}
            {exposure ? ` · ${words.exposure(format.percent(exposure, 0))}` : ''}
          </div>
        </div>
        {mayEdit ? <Revert change={change} /> : null}
      </div>
      <details className="mt-1">
        <summary className="link min-h-6 w-fit text-sm">{words.show}</summary>
        <div className="mt-2">
          <Changes before={flatFacts(before)} after={flatFacts(after)} />
        </div>
      </details>
    </li>
  )
}

function Revert({ change: { id, key } }: { change: FlagChange }) {
  const words = useWords(flagsWords)
  const toasts = useToasts()
  const say = useProblemText()
  const [asking, setAsking] = useState<'once' | 'again' | null>(null)
  const [glass, setGlass] = useState(whole)
  const reverting = useApiMutation(RevertFlagChange, { changes: flagAnswers, quiet: true })
  const revert = (anyway: boolean) =>
    reverting.mutate(
      { params: { id }, query: pastApproval(glass), body: anyway ? { anyway } : {} },
      {
        onSuccess: done => {
          setAsking(null)
          toasts.done(waits(done) ? words.requested : words.reverted(key))
        },
        onError: problem => {
          setAsking(problem.code === 'flags.changed-since' ? 'again' : null)
          if (problem.code !== 'flags.changed-since') toasts.error(say(problem))
        },
      },
    )
  return (
    <>
      <Button small icon="undo" onClick={() => setAsking('once')} label={words.revert} />
      <Confirm
        open={asking !== null}
        onClose={() => setAsking(null)}
        title={words.revertTitle}
        action={words.revert}
        busy={reverting.isPending}
        ready={isSaid(glass)}
        onConfirm={() => revert(asking === 'again')}
      >
        {asking === 'again' ? <p>{words.changedSince}</p> : null}
        <BreakGlass value={glass} onChange={setGlass} />
      </Confirm>
    </>
  )
}
