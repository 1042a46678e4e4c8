import { schemaProblemParts, schemaProblems } from './schema-problems.ts'
import type { Language } from './tables.ts'
import { type Part, translation } from './translate-sentence.ts'

/**
 * What is wrong or doubtful in a flag, a shared rule or a context, behind the path of where it is, and why a rule could not
 * be evaluated; in English for everybody, who reads French is told the same in French. What is quoted in straight quotes
 * is JSON. In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.
 */
export function flagProblemText(message: string, language: Language): string {
  return language === 'fr' ? (flagProblemInFrench(message) ?? message) : message
}

const sorts: Readonly<Record<string, string>> = {
  string: 'texte',
  number: 'nombre',
  boolean: 'booléen',
  object: 'objet',
}

const values: Readonly<Record<string, string>> = { 'a list': 'une liste', 'an object': 'un objet', null: 'null' }

/** `"dark mode"` → `« dark mode »`; other JSON stays. */
const quoted = (json: string): string => json.replace(/^"(.*)"$/s, '«\u00a0$1\u00a0»')

function hintInFrench(hint: string): string {
  const meant = /^did you mean "(.*)"\?$/s.exec(hint)?.[1]
  if (meant !== undefined) return `vouliez-vous dire «\u00a0${meant}\u00a0»\u202f?`
  const known = hint.replace(/^there are: /, '')
  return known === 'none' ? 'il n’y en a aucun' : `il y a\u00a0: ${known}`
}

const parts: Readonly<Record<string, Part>> = {
  ...schemaProblemParts,
  sort: { looks: Object.keys(sorts).join('|'), say: name => sorts[name] },
  value: { looks: '.*', say: value => (Object.hasOwn(values, value) ? values[value] : quoted(value)) },
  hint: { looks: 'did you mean ".*"\\?|there are: .*', say: hintInFrench },
  path: { looks: '.*?' },
  problem: {
    looks: '(?:is|must|has|holds|refers|needs?|wants|reach|divides) .*',
    say: text => flagProblemInFrench(text),
  },
  clause: {
    looks: '(?:there is no operation|the rule|all flags|a list|cat|merge|") ?.*',
    say: text => flagProblemInFrench(text),
  },
}

const any: Readonly<Record<string, string>> = {
  'holds more than {number} characters in all; split it':
    'contient plus de {number}\u00a0caractères en tout\u202f; divisez',
  'holds more than {number} values; split it': 'contient plus de {number}\u00a0valeurs\u202f; divisez',
  'must be a finite number': 'doit être un nombre fini',
  'is nested more than {number} levels deep; make it flatter':
    'a plus de {number}\u00a0niveaux imbriqués\u202f; réduisez-les',
  'is a name that JavaScript keeps for itself; use another one':
    'est un nom que JavaScript se réserve\u202f; prenez-en un autre',
  'has a name of more than {number} characters': 'contient un nom de plus de {number}\u00a0caractères',
  'is a text of {number} characters; at most {number2} are taken':
    'est un texte de {number}\u00a0caractères\u202f; {number2} sont admis au plus',
  'must be a text that is not empty': 'doit être un texte non vide',
  'has {number} characters; at most {number2} are taken':
    'compte {number}\u00a0caractères\u202f; {number2} sont admis au plus',
  'has half of a surrogate pair, which is no character':
    'contient la moitié d’une paire de substitution, qui n’est pas un caractère',
  'must not contain control characters': 'ne doit pas contenir de caractères de contrôle',
  'must be valid JSON': 'doit être du JSON valide',
  'is missing': 'est absent',
  'is not valid': 'ne convient pas',
}

const definitions: Readonly<Record<string, string>> = {
  'must be an object with state and variants': 'doit être un objet avec state et variants',
  'is missing; it must be "ENABLED" or "DISABLED"':
    'est absent\u202f; il faut «\u00a0ENABLED\u00a0» ou «\u00a0DISABLED\u00a0»',
  'is {value}; it must be "ENABLED" or "DISABLED"':
    'vaut {value}\u202f; il faut «\u00a0ENABLED\u00a0» ou «\u00a0DISABLED\u00a0»',
  'is {value}; it must be "v2" or "v3"': 'vaut {value}\u202f; il faut «\u00a0v2\u00a0» ou «\u00a0v3\u00a0»',
  'is {value}; it must be a boolean, a text, a number or an object':
    'est {value}\u202f; il faut un booléen, un texte, un nombre ou un objet',
  'must be an object of name → value, such as {"on": true, "off": false}':
    'doit être un objet nom → valeur, comme {"on": true, "off": false}',
  'is empty; a flag needs one variant at least': 'est vide\u202f; un drapeau a au moins une variante',
  'has more than {number} variants': 'a plus de {number}\u00a0variantes',
  'is of type {sort}, and "{text}" is of type {sort2}; all must be of one type':
    'est de type {sort}, mais «\u00a0{text}\u00a0» est de type {sort2}\u202f; toutes doivent être du même type',
  'must be the name of a variant, or null': 'doit être le nom d’une variante, ou null',
  '"{text}" is not among the variants; {hint}': '«\u00a0{text}\u00a0» ne figure pas parmi les variantes\u202f; {hint}',
  'must be a JsonLogic rule, such as {"if": [{"==": [{"var": "plan"}, "pro"]}, "on", "off"]}':
    'doit être une règle JsonLogic, comme {"if": [{"==": [{"var": "plan"}, "pro"]}, "on", "off"]}',
  'must be an object of name → text, number or boolean': 'doit être un objet nom → texte, nombre ou booléen',
  'must be a text, a number or a boolean': 'doit être un texte, un nombre ou un booléen',
}

const documents: Readonly<Record<string, string>> = {
  'the document must be an object with "flags"': 'le document doit être un objet avec «\u00a0flags\u00a0»',
  'must be an object of key → flag, or a list of flags with a key':
    'doit être un objet clé → drapeau, ou une liste de drapeaux avec leur clé',
  'has more than {number} flags; divide them': 'a plus de {number}\u00a0drapeaux\u202f; répartissez-les',
  '"{text}" stands there twice': '«\u00a0{text}\u00a0» y figure deux fois',
  'must be an object of name → JsonLogic rule': 'doit être un objet nom → règle JsonLogic',
  'has more than {number} rules': 'a plus de {number}\u00a0règles',
}

const rules: Readonly<Record<string, string>> = {
  'refers to itself: {text}; break the circle': 'se réfère à lui-même\u00a0: {text}\u202f; rompez le cercle',
  'refers to {value}, which is not there; {hint}': 'se réfère à {value}, qui n’existe pas\u202f; {hint}',
  'refers to {value}, which is not among $evaluators; {hint}':
    'se réfère à {value}, qui ne figure pas parmi les $evaluators\u202f; {hint}',
  'the rule has more than {number} operations and values; split it':
    'la règle a plus de {number}\u00a0opérations et valeurs\u202f; divisez-la',
  'there is no operation {value}; {hint}': 'l’opération {value} n’existe pas\u202f; {hint}',
  'must be one operation, and has {number}: {text}': 'doit être une seule opération, il y en a {number}\u00a0: {text}',
}

const prerequisites: Readonly<Record<string, string>> = {
  'needs the flag "{text}", which is not there; {hint}':
    'demande le drapeau «\u00a0{text}\u00a0», qui n’existe pas\u202f; {hint}',
  'wants "{text}", which is no variant of "{text2}"; {hint}':
    'veut «\u00a0{text}\u00a0», qui n’est pas une variante de «\u00a0{text2}\u00a0»\u202f; {hint}',
  'need each other: {text}; break the circle': 'ont besoin les uns des autres\u00a0: {text}\u202f; rompez le cercle',
  'reach through more than {number} flags one after another; make the chain shorter':
    'passent par plus de {number}\u00a0drapeaux à la suite\u202f; raccourcissez la chaîne',
}

/** Why a sound rule failed. */
const evaluations: Readonly<Record<string, string>> = {
  'the rule answers {value}, which is no variant': 'la règle donne {value}, qui n’est pas une variante',
  'the rule takes too many steps': 'la règle demande trop d’étapes',
  'all flags of this request together take too many steps':
    'l’ensemble des drapeaux de cette requête demande trop d’étapes',
  'divides people and needs context.targetingKey, a text':
    'répartit les gens et demande context.targetingKey, un texte',
  'a list becomes a text of more than {number} characters':
    'une liste devient un texte de plus de {number}\u00a0caractères',
  'cat makes a text of more than {number} characters': 'cat produit un texte de plus de {number}\u00a0caractères',
  'merge makes a list of more than {number} elements': 'merge produit une liste de plus de {number}\u00a0éléments',
  failed: 'a échoué',
}

const contexts: Readonly<Record<string, string>> = {
  'the body has {number} characters; at most {number2} are taken':
    'le corps compte {number}\u00a0caractères\u202f; {number2} sont admis au plus',
  'the body is not valid JSON': 'le corps n’est pas du JSON valide',
  'the body must be an object': 'le corps doit être un objet',
  'the body must be an object: {"context": {"targetingKey": "…"}}':
    'le corps doit être un objet\u00a0: {"context": {"targetingKey": "…"}}',
  'context must be an object: {"targetingKey": "…"}': 'context doit être un objet\u00a0: {"targetingKey": "…"}',
  'context.targetingKey must be a text': 'context.targetingKey doit être un texte',
}

/** With its place, as one sentence. */
const placed: Readonly<Record<string, string>> = {
  '{path} {problem} (and {number} more)': '{path} {problem} (et {number} de plus)',
  '{path} {problem}': '{path} {problem}',
  '{path} {clause} (and {number} more)': '{path}\u00a0: {clause} (et {number} de plus)',
  '{path} {clause}': '{path}\u00a0: {clause}',
}

export const frenchFlagProblems: Readonly<Record<string, string>> = {
  ...schemaProblems,
  ...any,
  ...definitions,
  ...documents,
  ...rules,
  ...prerequisites,
  ...evaluations,
  ...contexts,
  ...placed,
}

/** undefined where nobody has said it in French. */
export const flagProblemInFrench = translation(frenchFlagProblems, parts)
