import { contactRefusals, reasonParts } from './reason-parts.ts'
import type { Language } from './tables.ts'
import { translation } from './translate-sentence.ts'

/**
 * Why a message did not arrive. It is stored, and told to programs, in English; who reads French is told the same in
 * French. What the other side said stays in its own words.
 */
export function deliveryErrorText(error: string, language: Language): string {
  return language === 'fr' ? (deliveryErrorInFrench(error) ?? error) : error
}

const parts = { ...reasonParts, list: { looks: '[^\\s,]+' } }

const ours: Readonly<Record<string, string>> = {
  'no answer within {time}': 'pas de réponse en {time}',
  'answered {number}, redirects are not followed': 'réponse {number}, les redirections ne sont pas suivies',
  'answered {number}: {text}': 'réponse {number}\u00a0: {text}',
  'answered {number}': 'réponse {number}',
  'the channel takes other messages but not this one: {sentence}':
    'le canal accepte d’autres messages, mais pas celui-ci\u00a0: {sentence}',
  'the message could not be written: {text}': 'le message n’a pas pu être rédigé\u00a0: {text}',
  'channel "{text}" is switched off': 'le canal «\u00a0{text}\u00a0» est désactivé',
  'channel "{text}" is no longer in the configuration':
    'le canal «\u00a0{text}\u00a0» n’est plus dans la configuration',
  'the answer is not one of Telegram': 'la réponse n’est pas de Telegram',
  'the answer is not one of the Slack API': 'la réponse n’est pas de l’API de Slack',
  'the group is now a supergroup; set chat_id to {text}':
    'le groupe est devenu un supergroupe\u202f; renseignez chat_id avec {text}',
  'the mail server refused {text}': 'le serveur de messagerie a refusé {text}',
  'no mail server is configured': 'aucun serveur de messagerie n’est réglé',
  'no mail server; add a section smtp with its host and {code}':
    'pas de serveur de messagerie\u202f; ajoutez une section smtp avec host et {code}',
  'its address and secret cannot be read: the key file of this installation is another one now':
    'son adresse et son secret sont illisibles : le fichier de clé de cette installation n’est plus le même',
  'it cannot be read: the key file of this installation is another one now':
    'il est illisible : le fichier de clé de cette installation n’est plus le même',
  'no token; set token or SLACK_BOT_TOKEN': 'pas de jeton\u202f; renseignez token ou SLACK_BOT_TOKEN',
}

/** Of Node and of OpenSSL. */
const connections: Readonly<Record<string, string>> = {
  'connect ECONNREFUSED {list}, {sentence}': 'connexion refusée par {list}, {sentence}',
  'connect ECONNREFUSED {host}': 'connexion refusée par {host}',
  'connect ETIMEDOUT {host}': 'pas de réponse de {host} (ETIMEDOUT)',
  'connect EHOSTUNREACH {host}': 'pas de route vers {host} (EHOSTUNREACH)',
  'connect ENETUNREACH {text}': 'pas de route vers {text} (ENETUNREACH)',
  'getaddrinfo ENOTFOUND {host}': 'le nom {host} ne se résout pas (ENOTFOUND)',
  'getaddrinfo EAI_AGAIN {host}': 'le nom {host} n’a pas pu être résolu\u00a0: le résolveur ne répond pas (EAI_AGAIN)',
  'read ECONNRESET': 'connexion réinitialisée',
  'write EPIPE': 'connexion fermée',
  'socket hang up': 'connexion fermée sans réponse',
  'self-signed certificate': 'certificat autosigné',
  'self-signed certificate in certificate chain': 'certificat autosigné dans la chaîne',
  'unable to verify the first certificate': 'le certificat est envoyé sans sa chaîne, ou son autorité est inconnue',
  'unable to get local issuer certificate': 'l’autorité du certificat est inconnue',
  'certificate has expired': 'le certificat a expiré',
  "Hostname/IP does not match certificate's altnames: {text}": 'le certificat n’est pas pour ce nom\u00a0: {text}',
}

/** Of nodemailer; what the mail server answered stands behind the colon. */
const mail: Readonly<Record<string, string>> = {
  'Invalid login: {text}': 'identifiants refusés\u00a0: {text}',
  "Can't send mail - all recipients were rejected: {text}": 'tous les destinataires sont refusés\u00a0: {text}',
  'Mail command failed: {text}': 'l’expéditeur est refusé\u00a0: {text}',
  'Message failed: {text}': 'le message est refusé\u00a0: {text}',
  'Connection timeout': 'pas de connexion à temps',
  'Greeting never received': 'le serveur de messagerie n’a rien dit',
  'Connection closed unexpectedly': 'connexion fermée de façon inattendue',
  'Server closed the connection': 'le serveur de messagerie a fermé la connexion',
  'Error upgrading connection with STARTTLS: {text}': 'STARTTLS est refusé\u00a0: {text}',
  'Data command failed: {text}': 'le contenu est refusé\u00a0: {text}',
  'Message size larger than allowed {number}': 'le message dépasse la taille admise ({number})',
  'Invalid greeting. response={text}': 'le serveur de messagerie a mal répondu\u00a0: {text}',
  'Unexpected socket close': 'connexion fermée de façon inattendue',
}

export const frenchDeliveryErrors: Readonly<Record<string, string>> = {
  ...ours,
  ...contactRefusals,
  ...connections,
  ...mail,
}

/** undefined where nobody has said it in French. */
export const deliveryErrorInFrench = translation(frenchDeliveryErrors, parts)
