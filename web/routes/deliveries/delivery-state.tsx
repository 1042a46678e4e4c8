import { stateBadge } from '../../design/status.tsx'
import { deliveriesWords } from '../../messages/deliveries.ts'

const tones = { queued: 'accent', delivered: 'ok', dead: 'bad' } as const

export const DeliveryState = stateBadge(tones, deliveriesWords, words => words.states)
