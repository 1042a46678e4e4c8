import { fieldWords } from './check-fields.ts'
import { refusalInFrench } from './refusals.ts'
import { settingProblemInFrench } from './setting-problems.ts'
import type { Language } from './tables.ts'
import { translation } from './translate-sentence.ts'
import { yamlMistakes, yamlParts } from './yaml-mistakes.ts'

/**
 * What an import says of a file, and of what stands in it, in English for everybody; who reads French is told the same in
 * French. In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.
 */
export function importRemarkText(remark: string, language: Language): string {
  return language === 'fr' ? (importRemarkInFrench(remark) ?? remark) : remark
}

/** As the form of a check calls it: `conditions[1]`, `headers.x-key`, `tls.verify`. */
function fieldInFrench(path: string): string {
  const [, name = path, index, more = ''] = /^(\w+)(?:\[(\d+)\])?\.?(.*)$/s.exec(path) ?? []
  const own = fieldWords.fr[path]?.label ?? fieldWords.fr[more]?.label
  if (own !== undefined) return `«\u00a0${own}\u00a0»`
  const position = index === undefined ? '' : ` n°\u00a0${Number(index) + 1}`
  const part = more === '' ? '' : ` (${more})`
  return `«\u00a0${fieldWords.fr[name]?.label ?? name}\u00a0»${position}${part}`
}

const parts = {
  number: { looks: '\\d+' },
  // Names of headers may be anything.
  field: { looks: '.*?', say: fieldInFrench },
  ...yamlParts,
  problem: { looks: '(?:is|must|has|cannot|stands|needs|put|column|").*', say: settingProblemInFrench },
}

const files: Readonly<Record<string, string>> = {
  'the file {sentence}': 'le fichier {sentence}',
  'is no configuration of Gatus: it has no list "endpoints"':
    'n’est pas une configuration de Gatus\u00a0: il n’a pas de liste «\u00a0endpoints\u00a0»',
  'is no backup of Uptime Kuma: it has no "monitorList"; of version 2, give the file kuma.db to the command "vigie import uptime-kuma"':
    'n’est pas une sauvegarde d’Uptime Kuma\u00a0: il n’a pas de «\u00a0monitorList\u00a0»\u202f; pour la version 2, donnez le fichier kuma.db à la commande «\u00a0vigie import uptime-kuma\u00a0»',
  'is nested too deep or has too many values': 'est imbriqué trop profondément ou contient trop de valeurs',
  'is longer than {number} characters': 'fait plus de {number} caractères',
  'has more than {number} entries': 'contient plus de {number} entrées',
  'has no list "services"': 'n’a pas de liste «\u00a0services\u00a0»',
  'is not valid JSON: line {number}, column {number2}':
    'n’est pas du JSON valide\u00a0: ligne\u00a0{number}, colonne\u00a0{number2}',
  'is no JSON object': 'n’est pas un objet JSON',
  'has neither "components" nor "incidents"': 'n’a ni «\u00a0components\u00a0» ni «\u00a0incidents\u00a0»',
  'alerting is not taken over: name your channels under "notifications"':
    'alerting n’est pas repris\u00a0: nommez vos canaux sous «\u00a0notifications\u00a0»',
  'notifications are not taken over: name your channels under "notifications" in vigie.yaml':
    'les notifications ne sont pas reprises\u00a0: nommez vos canaux sous «\u00a0notifications\u00a0» dans vigie.yaml',
  '"{text}" is not taken over': '«\u00a0{text}\u00a0» n’est pas repris',
  'only services are taken over; for vigie.yaml remain: {text}':
    'seuls les services sont repris\u202f; reste pour vigie.yaml\u00a0: {text}',
}

const checks: Readonly<Record<string, string>> = {
  'it is watched already': 'déjà surveillé',
  'another one in the file has this name': 'un autre porte ce nom dans le fichier',
  'is no service': 'ce n’est pas un service',
  'is no endpoint': 'ce n’est pas un point d’accès',
  'groups are headings here': 'les groupes sont des titres ici',
  'there is no check like "{text}" here': 'aucun contrôle ne correspond à «\u00a0{text}\u00a0» ici',
  '"{text}" is no address': '«\u00a0{text}\u00a0» n’est pas une adresse',
  'it is switched off there, and paused here': 'désactivé là-bas, en pause ici',
  'it is paused there, and here': 'en pause là-bas, et ici',
  'it is upside down: nothing here is well when its target is not':
    'il est inversé\u00a0: rien ici n’est en bon état quand sa cible ne l’est pas',
  'its alerts were left out': 'ses alertes sont laissées de côté',
  'its body is sent as it is: wrap it as {"query": …} yourself':
    'son corps est envoyé tel quel\u00a0: mettez-le vous-même sous la forme {"query": …}',
  'condition "{text}" has no counterpart here and was left out':
    'la condition «\u00a0{text}\u00a0» n’a pas d’équivalent ici\u00a0: laissée de côté',
  'its query "{text}" was left out: write it as a condition':
    'sa requête «\u00a0{text}\u00a0» est laissée de côté\u00a0: écrivez-la comme condition',
  'its address is another one here: GET /api/v1/heartbeats/<token>':
    'son adresse est une autre ici\u00a0: GET /api/v1/heartbeats/<token>',
  'it names no host': 'aucun hôte n’est nommé',
  'it names no address': 'aucune adresse n’est nommée',
  'its sign-in ({text}) was left out': 'son authentification ({text}) est laissée de côté',
  'its headers are no JSON and were left out': 'ses en-têtes ne sont pas du JSON\u00a0: laissés de côté',
}

const incidents: Readonly<Record<string, string>> = {
  'there is a component of this name': 'un composant porte déjà ce nom',
  'it was imported already': 'déjà importé',
  'is no incident of Statuspage': 'ce n’est pas un incident de Statuspage',
  'it was planned work': 'c’était une maintenance prévue',
  'it does not say when it started': 'son début n’est pas indiqué',
  'it is not over yet': 'pas encore terminé',
}

/** A definition that the monitor refuses. */
const faults: Readonly<Record<string, string>> = {
  '{field} {problem} (and {number} more)': '{field} {problem} (et {number} de plus)',
  '{field} {problem}': '{field} {problem}',
}

export const frenchRemarks: Readonly<Record<string, string>> = {
  ...files,
  ...yamlMistakes,
  ...checks,
  ...incidents,
  ...faults,
}

/** undefined where nobody has said it in French. */
const remarkInFrench = translation(frenchRemarks, parts)
export const importRemarkInFrench = (remark: string): string | undefined =>
  remarkInFrench(remark) ?? refusalInFrench(remark)
