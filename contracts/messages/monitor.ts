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
  storesNothing: (reason: string) => `The lookout cannot store what it sees: ${reason}`,
  stores: 'The lookout stores what it sees again',
  diskLow: (reason: string) => `The lookout will soon be unable to store anything: ${reason}`,
  diskFree: 'The lookout has room on its disk again',
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
  storesNothing: reason => `La vigie ne peut pas enregistrer ce qu’elle voit\u00a0: ${told(reason)}`,
  stores: 'La vigie enregistre de nouveau ce qu’elle voit',
  diskLow: reason => `La vigie ne pourra bientôt plus rien enregistrer\u00a0: ${told(reason)}`,
  diskFree: 'La vigie a de nouveau de la place sur son disque',
}

export const monitorMessages: Readonly<Record<'en' | 'fr', MonitorMessages>> = { en, fr }
