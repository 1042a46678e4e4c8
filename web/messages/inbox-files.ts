// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** Files that participants leave in the inbox of functions. */
const en = {
  list: 'Files, newest first',
  name: 'File',
  state: 'State',
  states: {
    waiting: 'waits',
    processing: 'being read',
    processed: 'processed',
    held: 'held',
    failed: 'failed',
    duplicate: 'duplicate',
  },
  rows: 'Rows',
  clean: (text: string, _count: number) => `${text} clean`,
  duplicates: (text: string, _count: number) => `${text} duplicate`,
  rejected: (text: string, _count: number) => `${text} rejected`,
  blank: (text: string, _count: number) => `${text} blank`,
  output: 'Output',
  at: 'Arrived',
  release: 'Release',
  released: 'The output was given out',
  replay: 'Read once more',
  replayed: 'The file waits for its turn',
  none: 'No files yet',
  noneText: 'Files that participants leave in the inbox (functions.inbox) stand here with what became of their rows.',
  noneFits: 'No file fits',
  showAll: 'Show all',
}
export type InboxFilesWords = typeof en

const fr: InboxFilesWords = {
  list: 'Fichiers, les plus récents d’abord',
  name: 'Fichier',
  state: 'État',
  states: {
    waiting: 'en attente',
    processing: 'en lecture',
    processed: 'traité',
    held: 'retenu',
    failed: 'en échec',
    duplicate: 'en double',
  },
  rows: 'Lignes',
  clean: (text: string, count: number) => `${text} ${count < 2 ? 'propre' : 'propres'}`,
  duplicates: (text: string) => `${text} en double`,
  rejected: (text: string, count: number) => `${text} ${count < 2 ? 'rejetée' : 'rejetées'}`,
  blank: (text: string, count: number) => `${text} ${count < 2 ? 'vide' : 'vides'}`,
  output: 'Sortie',
  at: 'Arrivé',
  release: 'Diffuser',
  released: 'La sortie est diffusée',
  replay: 'Relire',
  replayed: 'Le fichier attend son tour',
  none: 'Pas encore de fichiers',
  noneText:
    'Les fichiers que les participants déposent (functions.inbox) figurent ici, avec ce que leurs lignes sont devenues.',
  noneFits: 'Aucun fichier ne correspond',
  showAll: 'Tout afficher',
}

export const inboxFilesWords = { en, fr } as const
