import { useState } from 'react'
import { type Tried, TryCheck } from '../../../contracts/check-work.ts'
import { ask } from '../../data/api-client.ts'
import { Button } from '../../design/button.tsx'
import type { FormState } from '../../design/forms/form.tsx'
import { Notice, type Tone } from '../../design/notice.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useWorded } from '../../words/worded.ts'
import type { CheckBody } from './check-form.tsx'
import { ProbeFacts } from './probe-facts.tsx'

type TryCheckProps = {
  readonly kind: string
  /** The check whose secrets stand in for those that are not typed. */
  readonly like: string | undefined
  readonly body: () => CheckBody
  readonly attempt: FormState<object>['attempt']
}

const tones: Readonly<Record<Tried['state'], Tone>> = { up: 'ok', degraded: 'warn', down: 'bad', unknown: 'unknown' }

/** What the check would say, before anybody relies on it. */
export function TryCheckPanel({ kind, like, body, attempt }: TryCheckProps) {
  const words = useWords(checksWords).edit
  const [tried, setTried] = useState<Tried | null>(null)
  const [busy, setBusy] = useState(false)
  // A job calls us, we do not call it.
  if (kind === 'heartbeat') return null
  const run = async () => {
    setBusy(true)
    setTried(null)
    await attempt(async () => setTried(await ask(TryCheck, { query: like ? { like } : {}, body: body() })))
    setBusy(false)
  }
  return (
    <section className="border-line grid grid-cols-1 gap-3 rounded-md border p-3" aria-label={words.try}>
      <div className="flex flex-wrap items-center gap-3">
        <Button icon="play" busy={busy} onClick={run}>
          {words.try}
        </Button>
        <span className="text-muted min-w-0 flex-1 text-sm">{words.tryText}</span>
      </div>
      <div role="status" className="grid grid-cols-1 gap-3">
        {tried ? <Answer tried={tried} /> : null}
      </div>
    </section>
  )
}

function Answer({ tried }: { tried: Tried }) {
  const words = useWords(checksWords).edit
  const format = useFormat()
  const say = useWorded()
  const { state, reason, reason_i18n, response_ms, http_status, evidence } = tried
  const more = [
    http_status === null ? null : `HTTP ${http_status}`,
    response_ms === null ? null : words.triedIn(format.milliseconds(response_ms)),
    reason && say(reason, reason_i18n),
  ]
  return (
    <>
      <Notice tone={tones[state]}>
        <strong>{words.tried[state]}</strong>
        <div>{more.filter(Boolean).join(' · ')}</div>
      </Notice>
      {evidence ? (
        <details open={state !== 'up'}>
          <summary className="min-h-8 font-medium">{words.evidence}</summary>
          <div className="mt-2">
            <ProbeFacts probe={evidence} />
          </div>
        </details>
      ) : null}
    </>
  )
}
