import type { Part } from './translate-sentence.ts'

/** What can be done about a mistake in a YAML file (`kit/config`). */
const hints: Readonly<Record<string, string>> = {
  'use spaces': 'employez des espaces',
  'put the value in quotes': 'mettez la valeur entre guillemets droits',
  'put a space after the ":"': 'mettez une espace après «\u00a0:\u00a0»',
  'the keys of one mapping start in the same column': 'les clés d’un même objet commencent à la même colonne',
  'write \\\\, or use single quotes': 'écrivez \\\\, ou employez des apostrophes',
  'a value that starts with ! needs quotes':
    'une valeur qui commence par «\u00a0!\u00a0» s’écrit entre guillemets droits',
  'a text that starts with * needs quotes': 'un texte qui commence par «\u00a0*\u00a0» s’écrit entre guillemets droits',
  'a text that starts with { or [ needs quotes':
    'un texte qui commence par «\u00a0{\u00a0» ou «\u00a0[\u00a0» s’écrit entre guillemets droits',
  'remove the "---"': 'retirez «\u00a0---\u00a0»',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a configuration is written in
  'write "${…}"': 'écrivez "${…}"',
  'write <<: *name': 'écrivez «\u00a0<<: *nom\u00a0»',
}

const hintInFrench = (hint: string): string | undefined =>
  hints[hint] ?? hint.replace(/^first in line (\d+)$/, 'd’abord à la ligne\u00a0$1')

const kinds: Readonly<Record<string, string>> = { map: 'un objet', sequence: 'une liste', collection: 'un ensemble' }

export const yamlParts: Readonly<Record<string, Part>> = {
  remedy: {
    looks: `${Object.keys(hints)
      .map(hint => hint.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
      .join('|')}|first in line \\d+`,
    say: hintInFrench,
  },
  collection: {
    looks: '(?:flow )?(?:map|sequence|collection)',
    say: name => kinds[name.replace('flow ', '')],
  },
  sign: { looks: '.+?' },
}

const ours: Readonly<Record<string, string>> = {
  'line {number}: {sentence} ({remedy})': 'ligne\u00a0{number}\u00a0: {sentence} ({remedy})',
  'line {number}: {sentence}': 'ligne\u00a0{number}\u00a0: {sentence}',
  'a tab is used for indentation': 'une tabulation sert de retrait',
  'is not "key: value"': 'ce n’est pas «\u00a0clé: valeur\u00a0»',
  'the indentation does not fit the lines around it': 'le retrait ne correspond pas aux lignes voisines',
  'a value cannot start with {sign}': 'une valeur ne peut pas commencer par «\u00a0{sign}\u00a0»',
  'a backslash in double quotes starts an unknown sequence':
    'une barre oblique inverse entre guillemets droits commence une séquence inconnue',
  'tags such as !name mean nothing here': 'les étiquettes comme !nom ne veulent rien dire ici',
  'tags such as !!binary mean nothing here': 'les étiquettes comme !!binary ne veulent rien dire ici',
  'only one document is read': 'un seul document est lu',
  'is nested too deeply': 'les niveaux imbriqués sont trop nombreux',
  'the file is nested too deeply': 'les niveaux imbriqués sont trop nombreux',
  'a value contains ": "': 'une valeur contient «\u00a0:\u00a0» suivi d’une espace',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a configuration is written in
  'a bare ${…} cannot stand inside { } or [ ]': 'un ${…} sans guillemets droits est impossible entre { } ou [ ]',
  'the quote {sign} is opened here and not closed': 'le guillemet {sign} est ouvert ici et jamais fermé',
  'the bracket {sign} is opened here and not closed': 'le crochet {sign} est ouvert ici et jamais fermé',
  'there is text after the end of the value': 'il y a du texte après la fin de la valeur',
  'the aliases here stand for too much': 'les alias représentent trop de choses',
  'the alias {sign} has no anchor {sign2} before it': 'l’alias {sign} n’a pas d’ancre {sign2} avant lui',
  '"{text}" is written twice': '«\u00a0{text}\u00a0» est écrit deux fois',
  '"<<" takes a mapping': '«\u00a0<<\u00a0» attend un objet',
  'a key is missing before ":"': 'il manque une clé avant «\u00a0:\u00a0»',
  '"__proto__" cannot be a key': '«\u00a0__proto__\u00a0» ne peut pas être une clé',
  'a key must be text': 'une clé doit être un texte',
}

/** Of the package `yaml`, for what is rare. */
const ofParser: Readonly<Record<string, string>> = {
  'a node can have at most one anchor': 'une valeur a une ancre au plus',
  'a node can have at most one tag': 'une valeur a une étiquette au plus',
  'an alias node must not specify any properties': 'un alias n’a ni ancre ni étiquette',
  'anchor cannot be an empty string': 'une ancre ne peut pas être vide',
  'alias cannot be an empty string': 'un alias ne peut pas être vide',
  'anchor ending in : is ambiguous': 'une ancre qui finit par «\u00a0:\u00a0» est ambiguë',
  'alias ending in : is ambiguous': 'un alias qui finit par «\u00a0:\u00a0» est ambigu',
  'anchors and tags must be after the {sign} indicator':
    'les ancres et les étiquettes s’écrivent après «\u00a0{sign}\u00a0»',
  'block collections are not allowed within flow collections':
    'des lignes en retrait sont impossibles entre { } ou [ ]',
  'the : indicator must be at most 1024 chars after the start of an implicit block mapping key':
    'une clé compte au plus 1024\u00a0caractères',
  'the : indicator must be at most 1024 chars after the start of an implicit flow sequence key':
    'une clé compte au plus 1024\u00a0caractères',
  '%YAML directive should contain exactly one part': 'la directive %YAML prend une seule valeur',
  '%TAG directive should contain exactly two parts': 'la directive %TAG prend deux valeurs',
  'unsupported YAML version {sign}': 'la version {sign} de YAML n’est pas connue',
  'unknown directive {sign}': 'la directive {sign} n’est pas connue',
  'missing directives-end indicator line': 'il manque la ligne «\u00a0---\u00a0» après les directives',
  'missing directives-end/doc-start indicator line': 'il manque la ligne «\u00a0---\u00a0» après les directives',
  'block collection cannot start on same line with directives-end marker':
    'rien ne peut suivre «\u00a0---\u00a0» sur sa ligne',
  'block scalars with more-indented leading empty lines must use an explicit indentation indicator':
    'un texte sur plusieurs lignes qui commence par des lignes vides en retrait demande d’indiquer le retrait',
  'block scalar header not found': 'l’en-tête d’un texte sur plusieurs lignes manque',
  'comments must be separated from other tokens by white space characters': 'une espace doit précéder un commentaire',
  'tags and anchors must be separated from the next token by white space':
    'une espace doit suivre une étiquette ou une ancre',
  'implicit map keys need to be followed by map values': 'il manque «\u00a0:\u00a0» et une valeur après une clé',
  'sequence item without - indicator': 'il manque «\u00a0-\u00a0» devant un élément de la liste',
  'missing space after : in {collection}': 'il manque une espace après «\u00a0:\u00a0» dans {collection}',
  'missing , or : between {collection} items': 'il manque «\u00a0,\u00a0» ou «\u00a0:\u00a0» dans {collection}',
  'missing newline after block sequence props': 'il faut aller à la ligne après l’ancre ou l’étiquette d’une liste',
  'missing , between {collection} items': 'il manque «\u00a0,\u00a0» dans {collection}',
  'missing closing {sign}': 'il manque {sign} à la fin',
  'flow map must end with a }': 'un objet ouvert par «\u00a0{\u00a0» finit par «\u00a0}\u00a0»',
  'flow sequence must end with a ]': 'une liste ouverte par «\u00a0[\u00a0» finit par «\u00a0]\u00a0»',
  '{text} used for {collection} collection, but expects {text2}':
    '{text} est employé pour {collection}, mais attend {text2}',
  'map comment with trailing content': 'du texte suit un commentaire',
  'with stringKeys, all keys must be strings': 'toutes les clés doivent être des textes',
}

export const yamlMistakes: Readonly<Record<string, string>> = {
  'is not valid YAML: {sentence}': 'n’est pas du YAML valide\u00a0: {sentence}',
  ...ours,
  ...ofParser,
}
