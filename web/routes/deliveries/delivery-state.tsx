import type { Delivery } from '../../../contracts/communications/communications.ts'
import { Badge } from '../../design/status.tsx'
import { deliveriesWords } from '../../messages/deliveries.ts'
import { useWords } from '../../words/language.tsx'

const tones = { queued: 'accent', delivered: 'ok', dead: 'bad' } as const

export function DeliveryState({ state, quiet }: { state: Delivery['state']; quiet?: boolean }) {
  return (
    <Badge tone={tones[state]} quiet={quiet}>
      {useWords(deliveriesWords).states[state]}
    </Badge>
  )
}
