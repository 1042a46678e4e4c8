import { catalogues } from './words.ts'

const { en, fr } = catalogues
const codes = Object.keys(en) as (keyof typeof en)[]

/** What whoever asked is told while nothing can be stored. */
export const storageRefusals: Readonly<Record<string, string>> = Object.fromEntries(
  codes
    .filter(code => code.startsWith('store.'))
    .map(code => [
      `nothing can be stored at the moment: ${en[code]}`,
      `rien ne peut être enregistré pour le moment\u00a0: ${fr[code]}`,
    ]),
)
