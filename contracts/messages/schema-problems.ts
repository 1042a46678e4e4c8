import { counted } from './reason-parts.ts'
import type { Part } from './translate-sentence.ts'

const types: Readonly<Record<string, string>> = {
  string: 'un texte',
  number: 'un nombre',
  integer: 'un nombre entier',
  boolean: 'true ou false',
  object: 'un objet',
  array: 'une liste',
  null: 'null',
}
const type = Object.keys(types).join('|')

export const schemaProblemParts: Readonly<Record<string, Part>> = {
  number: { looks: '\\d+' },
  limit: { looks: '-?[\\d.]+' },
  characters: counted('characters?', 'caractère'),
  entries: counted('entr(?:y|ies)', 'entrée'),
  /** `a number,string` */
  type: {
    looks: `(?:an? )?(?:${type})(?:,(?:${type}))*`,
    say: given =>
      given
        .replace(/^an? /, '')
        .split(',')
        .map(name => types[name])
        .join(' ou '),
  },
}

/** What does not fit a schema, as `kit/service/validation-message.ts` says it of every input; below a field the console has shorter ones. */
export const schemaProblems: Readonly<Record<string, string>> = {
  'is not a known field; remove it': 'n’est pas un champ connu\u202f; retirez-le',
  'has only one allowed value': 'n’admet qu’une seule valeur',
  'has none of the allowed forms': 'n’a aucune des formes admises',
  'is required': 'est obligatoire',
  'must not be empty': 'ne doit pas être vide',
  'must not be blank': 'ne doit pas être vide',
  'must not have the same entry twice': 'ne doit pas contenir deux fois la même entrée',
  'must have at least {characters}': 'doit avoir au moins {characters}',
  'must have at most {characters}': 'doit avoir au plus {characters}',
  'must have at least {entries}': 'doit avoir au moins {entries}',
  'must have at most {entries}': 'doit avoir au plus {entries}',
  'must be {limit} or more': 'doit être {limit} ou plus',
  'must be {limit} or less': 'doit être {limit} ou moins',
  'must be more than {limit}': 'doit être supérieur à {limit}',
  'must be one of {text}': 'doit être au choix\u00a0: {text}',
  'must be an address that begins with http:// or https://':
    'doit être une adresse qui commence par http:// ou https://',
  'must be one line of text, not blank': 'doit être une ligne de texte, non vide',
  'must be a duration such as {text}': 'doit être une durée comme {text}',
  'must be {type}': 'doit être {type}',
  'must match {text}': 'doit correspondre à {text}',
  'must be a time such as 2026-01-31T14:02:00Z': 'doit être une date et une heure, comme 2026-01-31T14:02:00Z',
  'must be an e-mail address such as ada@example.com': 'doit être une adresse e-mail, comme ada@example.com',
  'must be an e-mail address': 'doit être une adresse e-mail',
  'must be an absolute URL': 'doit être une URL complète',
  'must be of the format {text}': 'doit être de la forme {text}',
  'must not contain the character NUL': 'ne doit pas contenir le caractère NUL',
}
