import type { Check } from '../../../contracts/monitor/monitor.ts'
import { Badge, CheckState } from '../../design/status.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useWords } from '../../words/language.tsx'

/** Its state, or that nobody looks. */
export function CheckIcon({ check }: { check: Pick<Check, 'state' | 'paused' | 'flapping'> }) {
  const words = useWords(checksWords).list
  if (check.paused) return <Badge tone="unknown">{words.paused}</Badge>
  return (
    <span className="inline-flex flex-wrap gap-1.5">
      <CheckState state={check.state} />
      {check.flapping ? <Badge tone="warn">{words.flapping}</Badge> : null}
    </span>
  )
}
