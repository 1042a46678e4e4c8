import type { SignalState } from '../vocabulary.ts'
import { reasonText } from './check-reasons.ts'

/** What the monitor says of a check in one sentence. */
const en = {
  down: (name: string, reason: string) => `${name} is down: ${reason}`,
  degraded: (name: string, reason: string) => `${name} is degraded: ${reason}`,
  unknown: (name: string, reason: string) => `${name} cannot be seen: ${reason}`,
  up: (name: string) => `${name} is up`,
  flapping: (name: string) => `${name} goes up and down too often`,
  noReason: 'no reason is known',
  lookout: 'Lookout',
  blind: (reason: string) => `The lookout cannot see: no service answers, and ${reason}`,
  sees: 'The lookout sees again',
} satisfies Record<SignalState, unknown> & Record<string, unknown>
export type MonitorMessages = typeof en

const told = (reason: string): string => reasonText(reason, 'fr')

const fr: MonitorMessages = {
  down: (name, reason) => `${name} est en panne\u00a0: ${told(reason)}`,
  degraded: (name, reason) => `${name} fonctionne en mode dégradé\u00a0: ${told(reason)}`,
  unknown: (name, reason) => `${name} ne peut pas être observé\u00a0: ${told(reason)}`,
  up: name => `${name} fonctionne`,
  flapping: name => `${name} alterne trop souvent entre marche et panne`,
  noReason: 'cause inconnue',
  lookout: 'Vigie',
  blind: reason => `La vigie est aveugle\u00a0: aucun service ne répond, et ${told(reason)}`,
  sees: 'La vigie voit de nouveau',
}

export const monitorMessages: Readonly<Record<'en' | 'fr', MonitorMessages>> = { en, fr }
