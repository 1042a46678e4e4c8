import { type Check, ListRollups } from '../../../contracts/monitor.ts'
import { useAnswer } from '../../data/queries.ts'
import { Card, Facts } from '../../design/card.tsx'
import { Duration, Time } from '../../design/time.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useWorded } from '../../words/worded.ts'
import { CheckSign } from './check-icon.tsx'

/** Its state, since when and why, and how quickly it answers at present. */
export function CheckNow({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const format = useFormat()
  const say = useWorded()
  const query = { step: 'hour', limit: 1 } as const
  const rollups = useAnswer(ListRollups, { params: { id: check.id }, query }, { refetchInterval: 60_000 })
  const [hour] = rollups.data?.items ?? []
  const last = check.last_result
  return (
    <Card title={words.now}>
      <div className="grid grid-cols-1 gap-3">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <CheckSign check={check} />
          {check.since === null ? (
            <span className="text-muted">{words.notYet}</span>
          ) : (
            <span className="text-muted">
              {words.since} <Duration from={check.since} /> (<Time at={check.since} absolute />)
            </span>
          )}
        </p>
        {check.reason && !check.paused ? <p>{say(check.reason, check.reason_i18n)}</p> : null}
        <Facts
          facts={[
            ...(last
              ? [
                  [
                    words.last,
                    <span key="last">
                      <Time at={last.at} />
                      {last.response_ms === null ? '' : ` · ${format.milliseconds(last.response_ms)}`}
                    </span>,
                  ] as const,
                ]
              : []),
            ...(typeof hour?.p50_ms === 'number' && typeof hour.p95_ms === 'number'
              ? [
                  [
                    words.answerNow,
                    `${words.median} ${format.milliseconds(hour.p50_ms)} · ${words.slow} ${format.milliseconds(hour.p95_ms)}`,
                  ] as const,
                ]
              : []),
          ]}
        />
      </div>
    </Card>
  )
}
