import { flagProblemInFrench } from './flag-problems.ts'
import type { Language } from './notifications.ts'
import { contactRefusals, reasonParts } from './reason-parts.ts'
import { settingProblemInFrench } from './setting-problems.ts'
import { storageRefusals } from './storage-refusals.ts'
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

const requests: Readonly<Record<string, string>> = {
  'send the body as application/json': 'envoyez le corps en application/json',
  'must be application/json': 'doit être application/json',
  'must be shorter': 'doit être plus court',
  'the body is nested too deep': 'le corps est imbriqué trop profondément',
  'must be nested at most {number} levels deep': 'doit être imbriqué sur au plus {number} niveaux',
  'the body has too many values': 'le corps contient trop de valeurs',
  'must have at most {number} values': 'doit contenir au plus {number} valeurs',
  'must not have a field named __proto__': 'ne doit pas avoir de champ nommé __proto__',
  'too many requests are sending their bodies at once, and this one the longest; try again':
    'trop de requêtes envoient leur corps en même temps, et celle-ci depuis le plus longtemps\u202f; réessayez',
  'the body ended too early': 'le corps s’est terminé trop tôt',
  'must be whole': 'doit être complet',
  'the body comes in too many small pieces': 'le corps arrive en trop de petits morceaux',
  'must come in larger pieces': 'doit arriver en morceaux plus grands',
  'too much large work waits already; try again in a moment':
    'trop de gros travaux attendent déjà\u202f; réessayez dans un instant',
  'this took longer than {number} seconds and was given up': 'cela a pris plus de {number} secondes et a été abandonné',
  'this needs more memory than it is given': 'cela demande plus de mémoire que ce qui est accordé',
  'this needs a key with the scope "{code}"': 'cela demande une clé avec la portée «\u00a0{code}\u00a0»',
  'the program is stopping': 'le programme s’arrête',
  'send the body as it is, without Content-Encoding': 'envoyez le corps tel quel, sans Content-Encoding',
  'must be left out': 'doit être absent',
  'part of the address is too long, or its escapes (%) are no text':
    'une partie de l’adresse est trop longue, ou ses échappements (%) ne sont pas du texte',
  'does not fit the schema': 'ne correspond pas au schéma',
  'Authorization must be of the form "Bearer <token>"':
    'Authorization doit avoir la forme «\u00a0Bearer <jeton>\u00a0»',
  'this token is not known, has expired or was revoked': 'ce jeton est inconnu, expiré ou révoqué',
  'there is no session to renew: sign in': 'il n’y a pas de session à prolonger\u00a0: connectez-vous',
  'is not a cursor of this list: take next_cursor of the page before':
    'n’est pas un curseur de cette liste\u00a0: prenez next_cursor de la page précédente',
  'there is no parked event "{text}"': 'il n’y a pas d’événement mis de côté «\u00a0{text}\u00a0»',
  'there is no dead letter "{text}"': 'il n’y a pas de tâche abandonnée «\u00a0{text}\u00a0»',
  'the queue "{text}" does not run now, or one like it waits already':
    'la file «\u00a0{text}\u00a0» ne tourne pas en ce moment, ou une tâche semblable attend déjà',
  'what this event holds is known only to the service {word}, which does not run here or has forgotten it':
    'ce que contient cet événement n’est connu que du service {word}, qui ne tourne pas ici ou l’a oublié',
  'the service {word} could not handle it: {text}': 'le service {word} n’a pas pu le traiter\u00a0: {text}',
}

const people: Readonly<Record<string, string>> = {
  'takes either "email", or "token" and "password"':
    'demande «\u00a0email\u00a0», ou bien «\u00a0token\u00a0» et «\u00a0password\u00a0»',
  'the second factor is on already; disable it to begin anew':
    'le second facteur est déjà actif\u202f; désactivez-le pour recommencer',
  'too many wrong attempts at this account from here; wait, use a device that you have signed in with, or ask for a new password':
    'trop de tentatives erronées pour ce compte depuis ici\u202f; patientez, utilisez un appareil avec lequel vous vous êtes déjà connecté, ou demandez un nouveau mot de passe',
  'this process has not heard of identity for a minute and cannot tell who may change something':
    'ce processus n’a rien entendu des comptes depuis une minute et ne sait pas qui peut modifier quoi',
  'must be in the future': 'doit être dans le futur',
  'is not a time zone: write one such as Europe/Paris':
    'n’est pas un fuseau horaire\u00a0: écrivez-en un comme Europe/Paris',
  'must have at least five different characters': 'doit avoir au moins cinq caractères différents',
  'must not be the e-mail address': 'ne doit pas être l’adresse e-mail',
  'is one of those that are tried first; choose another':
    'est l’un de ceux qu’on essaie en premier\u202f; prenez-en un autre',
}

const incidents: Readonly<Record<string, string>> = {
  'is a word for what happens: write "note", "update" or one of your own':
    'est un mot réservé à ce qui se passe\u00a0: écrivez «\u00a0note\u00a0», «\u00a0update\u00a0» ou un mot à vous',
  'is no user; GET /api/v1/users lists them':
    'n’est pas un utilisateur\u202f; GET /api/v1/users donne les utilisateurs',
  'is disabled': 'est désactivé',
  'is deleted': 'est supprimé',
  'is no component ({hint})': 'n’est pas un composant ({hint})',
  'must be after from, and at most {number} days later':
    'doit venir après le début, {number}\u00a0jours plus tard au plus',
  'must be after starts_at': 'doit venir après le début',
  'is more than 31 days after starts_at': 'vient plus de 31\u00a0jours après le début',
  'is over already': 'est déjà passé',
  '"{text}" is no time zone; use a name such as Europe/Paris':
    '«\u00a0{text}\u00a0» n’est pas un fuseau horaire\u202f; prenez un nom comme Europe/Paris',
  'needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY': 'demande FREQ=DAILY, WEEKLY, MONTHLY ou YEARLY',
  'takes the time of day from starts_at': 'prend l’heure du début',
  'has no window at starts_at; its first one is {text}': 'n’a pas de créneau au début\u202f; son premier est {text}',
  'comes again before it has ended': 'revient avant d’avoir fini',
  'is not understood: {text}': 'n’est pas compris\u00a0: {text}',
  '{word} cannot change while the maintenance runs; cancel it and plan another':
    '{word} ne peut pas changer pendant la maintenance\u202f; annulez-la et planifiez-en une autre',
}

const messages: Readonly<Record<string, string>> = {
  'must be later than {text}': 'doit venir après {text}',
  'there is no incident "{text}"; {hint}': 'l’incident «\u00a0{text}\u00a0» n’existe pas\u202f; {hint}',
  'names no incident: "{text}"': 'ne nomme aucun incident\u00a0: «\u00a0{text}\u00a0»',
  'there is no component "{text}"; {hint}': 'le composant «\u00a0{text}\u00a0» n’existe pas\u202f; {hint}',
  'names no component: "{text}"': 'ne nomme aucun composant\u00a0: «\u00a0{text}\u00a0»',
  'is not a URL': 'n’est pas une URL',
  'must be base64 after whsec_': 'doit être du base64 après whsec_',
  'must not name "{text}", which Vigie sets itself':
    'ne doit pas nommer «\u00a0{text}\u00a0», que Vigie règle elle-même',
  'too many messages from here; try later': 'trop de messages d’ici\u202f; réessayez plus tard',
  'too many subscriptions from here; try later': 'trop d’abonnements d’ici\u202f; réessayez plus tard',
  'too many reports from your network; wait a moment': 'trop de signalements de votre réseau\u202f; patientez un peu',
  'too many live streams are open; close one, or ask again later':
    'trop de flux en direct sont ouverts\u202f; fermez-en un, ou réessayez plus tard',
  'the proof is {word}; take a new challenge': 'la preuve est {word}\u202f; prenez un nouveau défi',
  'is {word}; take a new challenge': 'est {word}\u202f; prenez un nouveau défi',
  'choose what is wrong': 'choisissez ce qui ne va pas',
  'choose one': 'choisissez',
}

const watching: Readonly<Record<string, string>> = {
  'there is no kind "{text}"; there are {text2}': 'le type «\u00a0{text}\u00a0» n’existe pas\u202f; il y a {text2}',
  'waits to be called': 'attend d’être appelé',
  '"{text}" is not in the catalogue of providers (did you mean "{text2}"?); give it a kind and a url':
    '«\u00a0{text}\u00a0» n’est pas au catalogue des fournisseurs (vouliez-vous dire «\u00a0{text2}\u00a0»\u202f?)\u202f; donnez son type et son adresse',
  '"{text}" is not in the catalogue of providers; give it a kind and a url':
    '«\u00a0{text}\u00a0» n’est pas au catalogue des fournisseurs\u202f; donnez son type et son adresse',
  'is missing; {word} needs the address of the page': 'manque\u202f; {word} demande l’adresse de la page',
  'must be a URL such as {word}': 'doit être une URL comme {word}',
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
  ...requests,
  ...people,
  ...incidents,
  ...messages,
  ...watching,
  ...flags,
  ...contactRefusals,
  ...storageRefusals,
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
