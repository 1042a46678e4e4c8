import { schemaProblemParts, schemaProblems } from './schema-problems.ts'
import { type Part, translation } from './translate-sentence.ts'

/** `, did you mean "status"?` */
const meant: Part = {
  looks: '(?:, did you mean "[^"]*"\\?)?',
  say: text => text.replace(/^, did you mean "([^"]*)"\?$/, ' (vouliez-vous dire «\u00a0$1\u00a0»\u202f?)'),
}

const parts: Readonly<Record<string, Part>> = {
  ...schemaProblemParts,
  word: { looks: '\\S+' },
  meant,
}

const conditions: Readonly<Record<string, string>> = {
  'column {number}: {sentence}': 'colonne\u00a0{number}\u00a0: {sentence}',
  'unknown "{text}"{meant}; known are {text2}': '«\u00a0{text}\u00a0» est inconnu{meant}\u202f; il y a {text2}',
  'nothing to compare; known are {text}': 'rien à comparer\u202f; il y a {text}',
  'name the header: header.content-type': 'nommez l’en-tête\u00a0: header.content-type',
  "a path goes on with .name, [0] or ['any name']": "un chemin continue par .name, [0] ou ['any name']",
  'an operator is missing: {text}': 'il manque un opérateur\u00a0: {text}',
  '"{text}" is no operator{meant}; known are {text2}':
    '«\u00a0{text}\u00a0» n’est pas un opérateur{meant}\u202f; il y a {text2}',
  "a value is missing: a number, true, false, null or 'text'":
    "il manque une valeur\u00a0: un nombre, true, false, null ou 'text'",
  'write a bare number instead of {text}': 'écrivez un nombre sans unité au lieu de {text}',
  'put text in quotes: {text}': 'mettez le texte entre apostrophes\u00a0: {text}',
  "{text} is not one value: write a number, true, false, null, 'text' or JSON":
    "{text} n’est pas une valeur unique\u00a0: écrivez un nombre, true, false, null, 'text' ou du JSON",
  'matches needs an expression: {text}': 'matches attend une expression\u00a0: {text}',
  '{word} compares with a number': '{word} compare avec un nombre',
  '{word} is a number, {word2} is for text': '{word} est un nombre, {word2} est pour le texte',
  '{word} is compared with a number, without quotes': '{word} se compare avec un nombre, sans apostrophes',
  'an expression has at most {number} characters': 'une expression a au plus {number}\u00a0caractères',
  'the expression is too large: repeat less': 'l’expression est trop grande\u00a0: répétez moins',
  'error parsing regexp: {text}': 'expression invalide\u00a0: {text}',
}

const addresses: Readonly<Record<string, string>> = {
  'must not have a port; write it in port': 'sans le port\u202f; écrivez-le dans port',
  'is {number}, but host is an address of version {number2}':
    'est {number}, mais host est une adresse de version {number2}',
  'is {number}, but the address in url is of version {number2}':
    'est {number}, mais l’adresse dans url est de version {number2}',
  '"{text}" is no host or host:port, such as 192.0.2.1:53':
    '«\u00a0{text}\u00a0» n’est ni un hôte ni un hôte:port, comme 192.0.2.1:53',
  '"{text}" is not a URL': '«\u00a0{text}\u00a0» n’est pas une URL',
  'needs an https URL': 'demande une URL https',
}

const requests: Readonly<Record<string, string>> = {
  'put the user and the password in username and password, where they stay secret':
    'mettez l’utilisateur et le mot de passe dans username et password, où ils restent secrets',
  'is needed beside password': 'est nécessaire avec password',
  'cannot stand beside username and password': 'est incompatible avec username et password',
  'is HEAD, whose answer has no body to look for a keyword in':
    'est HEAD, dont la réponse n’a pas de corps où chercher un mot-clé',
  'is not the name of a header': 'n’est pas un nom d’en-tête',
  'has a character that headers cannot carry': 'contient un caractère interdit dans un en-tête',
  'is set by every check itself; remove it': 'est réglé par chaque contrôle lui-même\u202f; retirez-le',
  'stands beside bearer_token or username; keep one': 'double bearer_token ou username\u202f; gardez-en un seul',
}

const secrets: Readonly<Record<string, string>> = {
  'cannot be read without the key it was encrypted with: enter it again':
    'est illisible sans la clé qui l’a chiffré : saisissez-le à nouveau',
  'stands for a secret that is not stored here: enter it':
    'remplace un secret qui n’est pas enregistré ici\u00a0: saisissez-le',
  'was entered for another address: enter it again':
    'a été saisi pour une autre adresse\u00a0: saisissez-le de nouveau',
}

export const frenchSettingProblems: Readonly<Record<string, string>> = {
  ...conditions,
  ...addresses,
  ...requests,
  ...secrets,
  ...schemaProblems,
}

/**
 * What is wrong with one setting of a check, as its kind says it, in English for everybody; who reads French is told the
 * same in French. In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.
 * undefined where nobody has said it in French.
 */
export const settingProblemInFrench = translation(frenchSettingProblems, parts)
