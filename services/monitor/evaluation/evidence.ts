import type { Evidence, ProbeEvidence } from '../../../contracts/vocabulary.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { ProbeResult } from '../probes/kind/kind.ts'
import type { CheckRuntime } from '../scheduling/check-runtime.ts'

/** A good answer is kept to be laid beside a bad one; it need not be the very last. */
const freshGoodMs = 600_000
const goodBodyLength = 1_024

/** Keeps the first failing answer of a run, and now and then a good one. */
export function recordEvidence(watched: CheckRuntime, result: ProbeResult, clock: Clock): void {
  const { state } = result
  if (state === 'up') {
    if (watched.state.settled === 'up' || watched.state.settled === null) watched.first_failure = null
    if (clock.monotonic() - watched.last_good_at < freshGoodMs) return
    const evidence = result.evidence()
    watched.last_good_at = clock.monotonic()
    watched.last_good = JSON.stringify({ ...evidence, body: evidence.body?.slice(0, goodBodyLength) ?? null })
    watched.certificate_ends = certificateEnd(evidence)
  } else if (state !== 'unknown' && watched.first_failure === null) {
    watched.first_failure = result.evidence()
    watched.certificate_ends = certificateEnd(watched.first_failure) ?? watched.certificate_ends
  }
}

const certificateEnd = ({ certificate }: ProbeEvidence): number | null =>
  certificate ? Date.parse(certificate.valid_to) : null

/** The first failing answer beside the last good one. */
export function evidenceOf({ check, first_failure, last_good }: CheckRuntime): Evidence {
  return {
    level: 'certain',
    source: `check:${check.id}`,
    url: check.address,
    first_failure,
    last_good: last_good === null ? null : (JSON.parse(last_good) as ProbeEvidence),
  }
}
