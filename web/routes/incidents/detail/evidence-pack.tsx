import type { ProbeEvidence } from '../../../../contracts/common-schemas.ts'
import type { Incident } from '../../../../contracts/incidents/incidents.ts'
import { Card, Facts } from '../../../design/card.tsx'
import { CodeBlock } from '../../../design/code-block.tsx'
import { EmptyState } from '../../../design/lists/empty-state.tsx'
import { Badge } from '../../../design/status.tsx'
import { Time } from '../../../design/time.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useFormat } from '../../../words/format.ts'
import { useWords } from '../../../words/language.tsx'
import { useMessageText } from '../../../words/worded.ts'

/** The first failing answer beside the last good one: what is different is what broke. */
export function EvidencePack({ incident }: { incident: Incident }) {
  const { evidence: words } = useWords(incidentWords)
  const say = useMessageText()
  const { evidence, url, error } = incident
  const { first_failure, last_good } = evidence ?? {}
  if (!evidence || !first_failure) {
    return (
      <Card>
        <EmptyState icon="search" title={error === null ? words.none : say(error, incident.error_i18n)} />
      </Card>
    )
  }
  const level = <Badge tone={evidence.level === 'certain' ? 'bad' : 'warn'}>{words.level[evidence.level]}</Badge>
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        {level}
        {url ? (
          <span className="min-w-0">
            <span className="text-muted">{words.url}</span> <code className="font-mono text-sm">{url}</code>
          </span>
        ) : null}
      </div>
      <div className="grid items-start gap-4 md:grid-cols-2">
        <Card title={words.firstFailure}>
          <Answer answer={first_failure} />
        </Card>
        <Card title={words.lastGood}>
          {last_good ? <Answer answer={last_good} /> : <p className="text-muted">{words.noGood}</p>}
        </Card>
      </div>
    </div>
  )
}

function Answer({ answer }: { answer: ProbeEvidence }) {
  const { evidence: words } = useWords(incidentWords)
  const format = useFormat()
  const say = useMessageText()
  const { at, reason, reason_i18n, http_status, response_ms, address, certificate, headers, body } = answer
  const phases = Object.entries(words.phases).flatMap(([name, label]) => {
    const ms = answer.phases[name as keyof typeof words.phases]
    return ms === null || ms === undefined ? [] : [`${label} ${format.milliseconds(ms)}`]
  })
  return (
    <div className="grid grid-cols-1 gap-3">
      <Facts
        facts={[
          [words.at, <Time key="at" at={at} absolute />],
          reason && [words.reason, <strong key="reason">{say(reason, reason_i18n)}</strong>],
          http_status !== null && [words.status, http_status],
          response_ms !== null && [words.time, format.milliseconds(response_ms)],
          address && [words.address, address],
          certificate && [
            words.certificate,
            `${certificate.subject} · ${words.daysLeft(Math.floor(certificate.days_left))}`,
          ],
        ]}
      />
      {phases.length > 0 ? <p className="text-muted text-sm">{phases.join(' · ')}</p> : null}
      {headers && Object.keys(headers).length > 0 ? (
        <details>
          <summary className="font-medium">{words.headers}</summary>
          <div className="mt-2">
            <CodeBlock
              label={words.headers}
              code={Object.entries(headers)
                .map(([name, value]) => `${name}: ${value}`)
                .join('\n')}
            />
          </div>
        </details>
      ) : null}
      {body ? (
        <details open>
          <summary className="font-medium">{words.body}</summary>
          <div className="mt-2">
            <CodeBlock label={words.body} code={body} />
          </div>
        </details>
      ) : null}
    </div>
  )
}
