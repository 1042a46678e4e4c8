// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** Rules that flags share. */
const en = {
  list: 'Segments',
  intro: 'A rule that several flags refer to is written once: change it here, and all of them follow at once.',
  none: 'No segment yet',
  noneText:
    'A segment is a group of people, such as your colleagues: rules of flags can ask whether somebody is in it.',
  make: 'New segment',
  edit: 'Edit the segment',
  editOf: (key: string) => `Edit the segment ${key}`,
  key: 'Segment',
  keyHint: 'Letters, digits, dots and dashes, such as staff.',
  taken: 'There is a segment of this name already.',
  rule: 'Who is in it',
  notRows: 'This rule says more than simple conditions can: it is shown as JSON.',
  json: 'Rule in JSON',
  jsonHint: 'JsonLogic, as flagd reads it. It answers whether somebody is in the segment.',
  mode: 'How the rule is written',
  modes: { rows: 'As conditions', json: 'As JSON' },
  saved: (key: string) => `The segment ${key} is in force`,
  usedBy: 'Used by',
  unused: 'Used by no flag',
  remove: (key: string) => `Delete the segment ${key}`,
  removeTitle: (key: string) => `Delete the segment ${key}?`,
  removeText: 'No flag refers to it. It can be brought back from the history.',
  removed: (key: string) => `The segment ${key} is deleted`,
  everybody: 'everybody',
}
export type FlagSegmentsWords = typeof en

const fr: FlagSegmentsWords = {
  list: 'Segments',
  intro:
    'Une règle commune à plusieurs drapeaux s’écrit une seule fois\u00a0: modifiez-la ici, et tous la suivent aussitôt.',
  none: 'Pas encore de segment',
  noneText:
    'Un segment est un groupe de personnes, vos collègues par exemple\u00a0: les règles des drapeaux peuvent demander si quelqu’un en fait partie.',
  make: 'Nouveau segment',
  edit: 'Modifier le segment',
  editOf: key => `Modifier le segment ${key}`,
  key: 'Segment',
  keyHint: 'Lettres, chiffres, points et tirets, par exemple equipe.',
  taken: 'Un segment porte déjà ce nom.',
  rule: 'Qui en fait partie',
  notRows: 'Cette règle dépasse les conditions simples\u00a0: elle est affichée en JSON.',
  json: 'Règle en JSON',
  jsonHint: 'En JsonLogic, tel que flagd le lit. Elle dit si quelqu’un fait partie du segment.',
  mode: 'Écriture de la règle',
  modes: { rows: 'En conditions', json: 'En JSON' },
  saved: key => `Le segment ${key} est en vigueur`,
  usedBy: 'Utilisé par',
  unused: 'Utilisé par aucun drapeau',
  remove: key => `Supprimer le segment ${key}`,
  removeTitle: key => `Supprimer le segment ${key}\u202f?`,
  removeText: 'Aucun drapeau ne s’y réfère. L’historique permet de le rétablir.',
  removed: key => `Le segment ${key} est supprimé`,
  everybody: 'tout le monde',
}

export const flagSegmentsWords = { en, fr } as const
