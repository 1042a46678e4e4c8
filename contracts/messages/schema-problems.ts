import type { Part } from './translate-sentence.ts'

const types: Readonly<Record<string, string>> = {
  'a string': 'un texte',
  'a number': 'un nombre',
  'an integer': 'un nombre entier',
  'a boolean': 'true ou false',
  'an object': 'un objet',
  'an array': 'une liste',
  'a number,string': 'un nombre ou un texte',
  null: 'null',
}

export const schemaProblemParts: Readonly<Record<string, Part>> = {
  number: { looks: '\\d+' },
  limit: { looks: '-?[\\d.]+' },
  type: { looks: Object.keys(types).join('|'), say: name => types[name] },
}

/** What does not fit a schema, as `kit/sentence.ts` says it of every input; below a field the console has shorter ones. */
export const schemaProblems: Readonly<Record<string, string>> = {
  'is not a known field; remove it': 'n’est pas un champ connu\u202f; retirez-le',
  'has only one allowed value': 'n’admet qu’une seule valeur',
  'has none of the allowed forms': 'n’a aucune des formes admises',
  'is required': 'est obligatoire',
  'must not be empty': 'ne doit pas être vide',
  'must not be blank': 'ne doit pas être vide',
  'must not have the same entry twice': 'ne doit pas contenir deux fois la même entrée',
  'must have at least {number} characters': 'doit avoir au moins {number}\u00a0caractères',
  'must have at most {number} characters': 'doit avoir au plus {number}\u00a0caractères',
  'must have at least {number} entries': 'doit avoir au moins {number}\u00a0entrées',
  'must have at most {number} entries': 'doit avoir au plus {number}\u00a0entrées',
  'must be {limit} or more': 'doit être {limit} ou plus',
  'must be {limit} or less': 'doit être {limit} ou moins',
  'must be more than {limit}': 'doit être supérieur à {limit}',
  'must be one of {text}': 'doit être au choix\u00a0: {text}',
  'must be an address that begins with http:// or https://':
    'doit être une adresse qui commence par http:// ou https://',
  'must be one line of text, not blank': 'doit être une ligne de texte, non vide',
  'must be {type}': 'doit être {type}',
  'must match {text}': 'doit correspondre à {text}',
  'must be a time such as 2026-01-31T14:02:00Z': 'doit être une date et une heure, comme 2026-01-31T14:02:00Z',
  'must be an e-mail address such as ada@example.com': 'doit être une adresse e-mail, comme ada@example.com',
  'must be an e-mail address': 'doit être une adresse e-mail',
  'must be an absolute URL': 'doit être une URL complète',
  'must be of the format {text}': 'doit être de la forme {text}',
  'must not contain the character NUL': 'ne doit pas contenir le caractère NUL',
}
