import type { Provider, ProviderState } from '../../../contracts/providers.ts'
import type { Tone } from '../../design/notice.tsx'
import { Badge } from '../../design/status.tsx'
import { providersWords } from '../../messages/providers.ts'
import { useWords } from '../../words/language.tsx'

const tones: Readonly<Record<ProviderState, Tone>> = {
  operational: 'ok',
  maintenance: 'hold',
  unknown: 'unknown',
  degraded: 'warn',
  partial_outage: 'bad',
  major_outage: 'bad',
}

export function ProviderSign({ state, quiet }: { state: ProviderState; quiet?: boolean }) {
  return (
    <Badge tone={tones[state]} quiet={quiet}>
      {useWords(providersWords).states[state]}
    </Badge>
  )
}

/** The state, and whether the provider says so itself. */
export function ProviderNow({ provider }: { provider: Pick<Provider, 'state' | 'derived' | 'reason'> }) {
  const words = useWords(providersWords)
  return (
    <div className="grid justify-items-start gap-0.5">
      <ProviderSign state={provider.state} />
      {provider.derived && provider.state !== 'operational' && provider.state !== 'unknown' ? (
        <span className="text-muted text-sm">{words.derived}</span>
      ) : null}
    </div>
  )
}
