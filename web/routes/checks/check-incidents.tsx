import type { ProbeEvidence } from '../../../contracts/common-schemas.ts'
import { type Incident, ListIncidents } from '../../../contracts/incidents/incidents.ts'
import type { Check } from '../../../contracts/monitor/monitor.ts'
import { useApiQuery } from '../../data/queries.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { Card, Facts } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { QueryList, QueryResult } from '../../design/lists/query-result.tsx'
import { ImpactBadge, IncidentPhase } from '../../design/status.tsx'
import { Duration, Time } from '../../design/time.tsx'
import { checksWords } from '../../messages/checks.ts'
import { type Format, useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'
import { IncidentLink } from '../incidents/incident-link.tsx'

const useIncidents = (check: Check, limit: number) =>
  useApiQuery(ListIncidents, { query: { component: check.component.slug, limit } })

export function CheckIncidents({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const incidents = useIncidents(check, 8)
  return (
    <Card
      title={words.incidents}
      actions={
        <TextLink
          to="/incidents"
          search={{ component: check.component.slug }}
          className="text-sm"
          label={words.allIncidents}
        />
      }
    >
      <QueryList answer={incidents} none={words.noIncidents} className="grid grid-cols-1 gap-3">
        {incident => <OneIncident key={incident.id} incident={incident} />}
      </QueryList>
    </Card>
  )
}

function OneIncident({ incident }: { incident: Incident }) {
  return (
    <li>
      <IncidentLink incident={incident} />
      <div className="text-muted flex flex-wrap gap-x-3 text-sm">
        <IncidentPhase state={incident.status} quiet />
        <ImpactBadge state={incident.impact} quiet />
        <Time at={incident.started_at} />
        <Duration from={incident.started_at} to={incident.resolved_at} seconds={incident.duration_s} />
      </div>
    </li>
  )
}

/** What came back when it failed last, beside the last good answer before it. */
export function LastFailure({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const incidents = useIncidents(check, 8)
  return (
    <Card title={words.evidence}>
      <QueryResult answer={incidents}>
        {({ items }) => {
          const evidence = items.find(incident => incident.evidence?.first_failure)?.evidence
          if (!evidence?.first_failure) return <p className="text-muted">{words.noEvidence}</p>
          return (
            <div className="grid grid-cols-1 gap-4">
              <div className="grid grid-cols-1 gap-2">
                <h3 className="font-medium">{words.firstFailure}</h3>
                <ProbeFacts probe={evidence.first_failure} />
              </div>
              {evidence.last_good ? (
                <details>
                  <summary className="min-h-8 font-medium">{words.lastGood}</summary>
                  <div className="mt-2">
                    <ProbeFacts probe={evidence.last_good} />
                  </div>
                </details>
              ) : null}
            </div>
          )
        }}
      </QueryResult>
    </Card>
  )
}

/** One answer of a target, as far as it came. */
export function ProbeFacts({ probe }: { probe: ProbeEvidence }) {
  const words = useWords(checksWords)
  const format = useFormat()
  const say = useMessageText()
  const { at, reason, reason_i18n, http_status, response_ms, address, headers, body, certificate } = probe
  const lines = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`)
  return (
    <div className="grid grid-cols-1 gap-3">
      <Facts
        facts={[
          [words.evidence.at, <Time key="at" at={at} absolute />],
          reason && [words.evidence.reason, say(reason, reason_i18n)],
          http_status !== null && [words.evidence.status, http_status],
          response_ms !== null && [words.evidence.response, <Phases key="ms" probe={probe} format={format} />],
          address && [words.evidence.address, <code key="address">{address}</code>],
          certificate && [
            words.evidence.certificate,
            `${certificate.subject} · ${certificate.issuer} · ${words.evidence.daysLeft(Math.floor(certificate.days_left))}`,
          ],
        ]}
      />
      {lines.length > 0 ? (
        <details>
          <summary className="text-muted min-h-8 text-sm">{words.evidence.headers}</summary>
          <CodeBlock code={lines.join('\n')} label={words.evidence.headers} />
        </details>
      ) : null}
      {body ? (
        <details>
          <summary className="text-muted min-h-8 text-sm">{words.evidence.body}</summary>
          <CodeBlock code={body} label={words.evidence.body} />
        </details>
      ) : null}
    </div>
  )
}

function Phases({ probe: { phases, response_ms }, format }: { probe: ProbeEvidence; format: Format }) {
  const words = useWords(checksWords).detail.phases
  const parts = [
    [words.dns, phases.dns_ms],
    [words.connect, phases.connect_ms],
    [words.tls, phases.tls_ms],
    [words.firstByte, phases.first_byte_ms],
  ] as const
  const said = parts.flatMap(([name, value]) => (value === null ? [] : [`${name} ${format.milliseconds(value)}`]))
  const total = response_ms === null ? '' : format.milliseconds(response_ms)
  return <span>{said.length > 0 ? `${total} (${said.join(', ')})` : total}</span>
}
