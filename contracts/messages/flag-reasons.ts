import type { Language } from './tables.ts'
import { translation } from './translate-sentence.ts'

/**
 * Why a flag was changed, or a roll-out stopped, where no person said it: it is kept in English; who reads French is told
 * the same in French. What people wrote stays as it is.
 */
export function flagReasonText(reason: string, language: Language): string {
  return language === 'fr' ? (flagReasonInFrench(reason) ?? reason) : reason
}

/** What was done past the second person. */
const actions: Readonly<Record<string, string>> = {
  created: 'création',
  changed: 'modification',
  toggled: 'bascule',
  deleted: 'suppression',
  imported: 'importation',
  reverted: 'retour en arrière',
}

export const frenchFlagReasons: Readonly<Record<string, string>> = {
  '{word} is in trouble': '{word} est en difficulté',
  '{text} changed the flag': '{text} a modifié le drapeau',
  'approved by {text}': 'approuvé par {text}',
  '{action}: {text}': '{action}\u00a0: {text}',
  '{word}: {number}%': '{word}\u00a0: {number}\u202f%',
}

const flagReasonInFrench = translation(frenchFlagReasons, {
  word: { looks: '\\S+' },
  number: { looks: '[\\d.]+', say: number => number.replace('.', ',') },
  action: { looks: Object.keys(actions).join('|'), say: action => actions[action] },
})
