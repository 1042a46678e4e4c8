import { catalogues, word } from './words.ts'

/** What whoever asked is told while nothing can be stored. */
export const storageRefusals: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(catalogues.en)
    .filter(code => code.startsWith('store.'))
    .map(code => [
      `nothing can be stored at the moment: ${word({ code }, 'en')}`,
      `rien ne peut être enregistré pour le moment\u00a0: ${word({ code }, 'fr')}`,
    ]),
)
