import type { Language } from './notifications.ts'
import { contactRefusals, reasonParts } from './reason-parts.ts'
import { translation } from './translate-sentence.ts'

/**
 * Why the state of a provider is not known. It is told to programs in English; who reads French is told the same in French.
 * In French, a no-break space (U+00A0) stands before a colon.
 */
export function providerReasonText(reason: string, language: Language): string {
  return language === 'fr' ? (providerReasonInFrench(reason) ?? reason) : reason
}

const ofState: Readonly<Record<string, string>> = {
  'not asked yet': 'pas encore interrogé',
  'its address cannot be read: the key file of this installation is another one now':
    'son adresse est illisible : le fichier de clé de cette installation n’est plus le même',
  'not verified since {text}': 'non vérifié depuis {text}',
  'nothing was fetched': 'rien n’a été reçu',
  'it says nothing of its present state': 'il ne dit rien de son état actuel',
  'nothing there is called "{text}"': 'rien ne s’y appelle «\u00a0{text}\u00a0»',
  'was last written {text}': 'écrit pour la dernière fois le {text}',
  'says that it was written {text}': 'se dit écrit le {text}',
  'does not say when it was written': 'ne dit pas quand il a été écrit',
  'the feed has no entry': 'le flux n’a aucune entrée',
  'tells no state of an instance': 'ne dit l’état d’aucune instance',
  'a list of products tells no state': 'une liste de produits ne dit aucun état',
}

const answers: Readonly<Record<string, string>> = {
  'answered {number}': 'répond {number}',
  'refuses the connection': 'refuse la connexion',
  'breaks the connection off': 'coupe la connexion',
  'breaks the answer off': 'coupe la réponse',
  'has no address': 'n’a pas d’adresse',
  'has no address at the moment': 'n’a pas d’adresse en ce moment',
  'does not answer': 'ne répond pas',
  'does not answer in time': 'ne répond pas à temps',
  'is redirected to another site: {text}': 'redirige vers un autre site\u00a0: {text}',
  'is redirected more than {number} times': 'redirige plus de {number}\u00a0fois',
  'is larger than {number} MiB': 'dépasse {number}\u00a0Mio',
}

const documents: Readonly<Record<string, string>> = {
  'cannot be read: {text}': 'illisible\u00a0: {text}',
  'is not an HTML page': 'n’est pas une page HTML',
  'is an HTML page without its end': 'est une page HTML sans sa fin',
  'is no status page': 'n’est pas une page d’état',
  'is not valid JSON': 'n’est pas du JSON valide',
  'is HTML or XML where JSON was expected': 'est du HTML ou du XML au lieu de JSON',
  'is not text in {text}': 'n’est pas du texte en {text}',
  'is not well-formed XML: {text}': 'n’est pas du XML bien formé\u00a0: {text}',
  'is XML that cannot be read': 'est du XML illisible',
  'has more than {number} tags': 'contient plus de {number} balises',
  'has a tag longer than {number} characters': 'contient une balise de plus de {number} caractères',
  'is neither RSS nor Atom: its root is {text}': 'n’est ni RSS ni Atom\u00a0: sa racine est {text}',
  'is not {text}: {text2}': 'n’a pas la forme attendue ({text})\u00a0: {text2}',
  'is not what Salesforce Trust tells of Heroku': 'n’est pas ce que Salesforce Trust dit de Heroku',
  'has a list of components and no status of the page': 'a une liste de composants mais pas d’état de la page',
  'has no data where it used to be': 'n’a plus ses données à leur place habituelle',
  'has no status where it used to be': 'n’a plus son état à sa place habituelle',
  'has neither incidents nor a time': 'n’a ni incidents ni date',
  'has no entry': 'n’a aucune entrée',
  'has an entry without service or time': 'a une entrée sans service ou sans date',
  'has an entry without a status': 'a une entrée sans état',
  'ends in the middle of its data': 's’arrête au milieu de ses données',
  'holds data that is not valid JSON': 'contient des données qui ne sont pas du JSON valide',
}

/** Which of its addresses it is. */
const ofHost = { '{site} {sentence}': '{site} {sentence}' }

export const frenchProviderReasons: Readonly<Record<string, string>> = {
  ...ofState,
  ...answers,
  ...documents,
  ...contactRefusals,
  ...ofHost,
}

/** undefined where nobody has said it in French. */
export const providerReasonInFrench = translation(frenchProviderReasons, {
  ...reasonParts,
  site: { looks: 'localhost|\\S*[.:]\\S*\\w\\]?' },
})
