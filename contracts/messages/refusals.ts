import { flagProblemInFrench } from './flag-problems.ts'
import { reasonParts } from './reason-parts.ts'
import { settingProblemInFrench } from './setting-problems.ts'
import type { Language } from './tables.ts'
import { type Part, translation } from './translate-sentence.ts'

/**
 * Why something was refused, and what is wrong with a field, as the API says it in English; who reads French is told the
 * same in French. What has words of the console by its code is not here. In French, a no-break space (U+00A0) stands before
 * a colon and a narrow one (U+202F) before ; ! ? and %.
 */
export function refusalText(sentence: string, language: Language): string {
  return language === 'fr' ? (refusalInFrench(sentence) ?? sentence) : sentence
}

function hintInFrench(hint: string): string {
  const [, meant] = /^,? ?\(?did you mean "([^"]*)"\?\)?$/.exec(hint) ?? []
  if (meant !== undefined) return `vouliez-vous dire «\u00a0${meant}\u00a0»\u202f?`
  if (/^GET /.test(hint)) return `${hint.replace(/ lists them$/, '')} les donne`
  const known = hint.replace(/^there (?:is|are):? /, '')
  return known === 'none' ? 'il n’y en a aucun' : `il y a\u00a0: ${known}`
}

const parts: Readonly<Record<string, Part>> = {
  ...reasonParts,
  word: { looks: '\\S+' },
  hint: { looks: 'did you mean ".*"\\?|there (?:is|are):? .*|GET \\S+ lists them', say: hintInFrench },
  problem: { looks: '.*', say: sentence => anyProblem(sentence) },
}

/** What an import says of an entry that cannot become a check. */
const imports: Readonly<Record<string, string>> = {
  'there is no kind "{text}"; there are {text2}': 'le type «\u00a0{text}\u00a0» n’existe pas\u202f; il y a {text2}',
}

const flags: Readonly<Record<string, string>> = {
  '"{text}" is no variant of "{text2}"; {hint}':
    '«\u00a0{text}\u00a0» n’est pas une variante de «\u00a0{text2}\u00a0»\u202f; {hint}',
  'is none of them': 'n’en fait pas partie',
  'must say what is changed': 'doit dire ce qui change',
  'change must say what is changed': 'le changement doit dire ce qui change',
  'a ramp needs a step': 'un déploiement a au moins une étape',
  'needs one': 'en demande une',
  'must say why, in 3 characters or more': 'doit dire pourquoi, en 3\u00a0caractères ou plus',
  'there is no flag "{text}" in {word}; {hint}':
    'le drapeau «\u00a0{text}\u00a0» n’existe pas dans {word}\u202f; {hint}',
  'the rule "{text}" is defined in {word}; change it there':
    'la règle «\u00a0{text}\u00a0» est définie dans {word}\u202f; modifiez-la là-bas',
  '"{text}" is defined in {word}; change it there':
    '«\u00a0{text}\u00a0» est défini dans {word}\u202f; modifiez-le là-bas',
  'is there already': 'existe déjà',
  'changes in "{text}" need a second person; it can be taken away once they need none any more':
    'les changements dans «\u00a0{text}\u00a0» demandent une deuxième personne\u202f; la suppression n’est possible qu’une fois que ce n’est plus exigé',
  'nobody has told yet who "{text}" is; try again in a moment':
    'personne n’a encore dit qui est «\u00a0{text}\u00a0»\u202f; réessayez dans un instant',
  '"{text}" was changed since, and changes here need a second person; start another roll-out':
    '«\u00a0{text}\u00a0» a changé depuis, et les changements demandent ici une deuxième personne\u202f; démarrez un autre déploiement',
  'the default environment stays': 'l’environnement par défaut reste',
  'the default project stays': 'le projet par défaut reste',
  '"{text}" is there already': '«\u00a0{text}\u00a0» existe déjà',
  '{word} would be {number} bytes; an event has at most {number}':
    '{word} ferait {number} octets\u202f; un événement en a au plus {number}',
  'too many event streams are open; ask again later':
    'trop de flux d’événements sont ouverts\u202f; réessayez plus tard',
}

/** A problem with the name of its field before it. */
const placed: Readonly<Record<string, string>> = {
  'the body {problem}': 'le corps {problem}',
  '{word}: {problem}': '{word}\u00a0: {problem}',
  '"{text}" {problem}': '«\u00a0{text}\u00a0» {problem}',
  '{word} {problem} (and {number} more)': '{word} {problem} (et {number} de plus)',
  '{word} {problem}': '{word} {problem}',
}

export const frenchRefusals: Readonly<Record<string, string>> = {
  ...imports,
  ...flags,
}

const ofRefusal = translation(frenchRefusals, parts)
const anyProblem = (sentence: string): string | undefined =>
  ofRefusal(sentence) ?? settingProblemInFrench(sentence) ?? flagProblemInFrench(sentence)
const ofPlaced = translation(placed, parts)

/** undefined where nobody has said it in French. */
export function refusalInFrench(sentence: string): string | undefined {
  const bare = sentence.replace(/^body\./, '')
  return anyProblem(bare) ?? ofPlaced(bare)
}
