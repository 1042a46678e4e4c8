import type { ReactNode } from 'react'
import type { ProbeEvidence } from '../../../contracts/vocabulary.ts'
import { Facts } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Time } from '../../design/time.tsx'
import { checksWords } from '../../messages/checks.ts'
import { type Format, useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useWorded } from '../../words/worded.ts'

/** One answer of a target, as far as it came. */
export function ProbeFacts({ probe }: { probe: ProbeEvidence }) {
  const words = useWords(checksWords)
  const format = useFormat()
  const say = useWorded()
  const { at, reason, reason_i18n, http_status, response_ms, address, headers, body, certificate } = probe
  const facts: (readonly [string, ReactNode])[] = [[words.evidence.at, <Time key="at" at={at} absolute />]]
  if (reason) facts.push([words.evidence.reason, say(reason, reason_i18n)])
  if (http_status !== null) facts.push([words.evidence.status, http_status])
  if (response_ms !== null) facts.push([words.evidence.response, <Phases key="ms" probe={probe} format={format} />])
  if (address) facts.push([words.evidence.address, <code key="address">{address}</code>])
  if (certificate) {
    const { subject, issuer, days_left } = certificate
    const left = words.evidence.daysLeft(Math.floor(days_left))
    facts.push([words.evidence.certificate, `${subject} · ${issuer} · ${left}`])
  }
  const lines = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`)
  return (
    <div className="grid grid-cols-1 gap-3">
      <Facts facts={facts} />
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
