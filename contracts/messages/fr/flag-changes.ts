import type { flagChanges as english } from '../en/flag-changes.ts'

export const flagChanges: Readonly<Record<keyof typeof english, string>> = {
  'flag.break-glass':
    '{action, select, created {création} changed {modification} toggled {bascule} deleted {suppression} imported {importation} reverted {retour en arrière} other {{action}}}\u00a0: {why}',
  'flag.approved': 'approuvé par {name}',
  'flag.planned': 'planifié par {name}',
  'flag.trouble': '{component} est en difficulté',
  'flag.leased':
    'incident {number}, {impact, select, minor {gravité mineure} major {gravité majeure} critical {gravité critique} other {sans gravité}}',
  'flag.leased-on':
    'incident {number}, {impact, select, minor {gravité mineure} major {gravité majeure} critical {gravité critique} other {sans gravité}} sur {component}',
  'flag.touched': '{name} a modifié le drapeau',
  'flag.share': '{variant}\u00a0: {percent, number}\u202f%',
  'flag.pause': 'mis en pause par {name}',
  'flag.resume': 'repris par {name}',
  'flag.roll_back': 'annulé par {name}, qui est revenu en arrière',
  'flag.cancel': 'arrêté par {name}',
}
