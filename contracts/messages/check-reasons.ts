import type { Language } from './notifications.ts'
import { contactRefusals, reasonParts } from './reason-parts.ts'
import { storageReasons } from './storage-problems.ts'
import { translation } from './translate-sentence.ts'

/**
 * Why a check is not up. It is stored, and told to programs, in English; who reads French is told the same in French.
 * In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before a semicolon.
 */
export function reasonText(reason: string, language: Language): string {
  return language === 'fr' ? (reasonInFrench(reason) ?? reason) : reason
}

const http: Readonly<Record<string, string>> = {
  '{sentence} (redirected: {text})': '{sentence} (redirections\u00a0: {text})',
  'redirected to {text}, which is no http or https address':
    'redirigé vers {text}, qui n’est pas une adresse http ou https',
  'redirected to {text}, another site, which is not sent the body':
    'redirigé vers {text}, un autre site, auquel le corps n’est pas envoyé',
  'redirect loop: {text}': 'redirections en boucle\u00a0: {text}',
  'more than {redirects}: {text}': 'plus de {redirects}\u00a0: {text}',
  'HTTP {number} to {text}, expected {statuses}': 'HTTP\u00a0{number} vers {text}, attendu\u00a0: {statuses}',
  'HTTP {number}, expected {statuses}': 'HTTP\u00a0{number}, attendu\u00a0: {statuses}',
  'HTTP {number}, but the body breaks the rules of HTTP ({code}) after {bytes}':
    'HTTP\u00a0{number}, mais le corps enfreint les règles de HTTP ({code}) après {bytes}',
  'HTTP {number}, but the body was cut off after {bytes}': 'HTTP\u00a0{number}, mais le corps est coupé après {bytes}',
  'HTTP {number} came, its body did not end: {bytes} so far':
    'HTTP\u00a0{number} reçu, corps inachevé\u00a0: {bytes} jusqu’ici',
  'the answer began, its header did not end': 'réponse commencée, en-tête inachevé',
  'the header of the answer is larger than {number} KiB': 'l’en-tête de la réponse dépasse {number}\u00a0Kio',
  'the answer is not HTTP ({code})': 'la réponse n’est pas du HTTP ({code})',
  'connection cut in the header of the answer': 'connexion coupée dans l’en-tête de la réponse',
  'connection closed without an answer': 'connexion fermée sans réponse',
  'no usable answer: {text}': 'réponse inutilisable\u00a0: {text}',
  'the body is compressed ({text}) although it was asked for plain':
    'le corps est compressé ({text}) alors qu’il était demandé sans compression',
  'the body does not contain "{text}"': 'le corps ne contient pas «\u00a0{text}\u00a0»',
  'the body contains "{text}"': 'le corps contient «\u00a0{text}\u00a0»',
}

const conditions: Readonly<Record<string, string>> = {
  '{text} is false ({sentence})': '{text} n’est pas vérifié ({sentence})',
  'was {text}': 'valeur\u00a0: {text}',
  'the answer has no header {host}': 'la réponse n’a pas d’en-tête {host}',
  '{code} is missing': '{code} est absent',
  'there is no body': 'il n’y a pas de corps',
  'body has no {text}': 'le corps n’a pas de {text}',
  'the body is longer than 1 MiB': 'le corps dépasse 1\u00a0Mio',
  'the body is not JSON: {text}': 'le corps n’est pas du JSON\u00a0: {text}',
}

const connections: Readonly<Record<string, string>> = {
  'no answer within {time} ({sentence})': 'pas de réponse en {time} ({sentence})',
  'no answer from {where} within {time}': 'pas de réponse de {where} en {time}',
  'not begun': 'pas commencé',
  'resolving {host}': 'résolution de {host}',
  'connecting to {host}': 'connexion à {host}',
  'connected, waiting for the TLS handshake': 'connecté, en attente de la négociation TLS',
  'connected, waiting for the first byte': 'connecté, en attente du premier octet',
  'connected, {sentence}': 'connecté, {sentence}',
  'answered in {time}, slower than {time2}': 'réponse en {time}, au-delà de {time2}',
  'the lookout stopped': 'la vigie s’est arrêtée',
  'connection refused by {where}': 'connexion refusée par {where}',
  'connection reset by {where}': 'connexion réinitialisée par {where}',
  'connection closed by {where}': 'connexion fermée par {where}',
  'no route to {where} ({text})': 'pas de route vers {where} ({text})',
  'no answer from {where} (ETIMEDOUT)': 'pas de réponse de {where} (ETIMEDOUT)',
  'name {host} does not resolve ({code})': 'le nom {host} ne se résout pas ({code})',
  'name {host} could not be resolved, the resolver does not answer ({code})':
    'le nom {host} n’a pas pu être résolu\u00a0: le résolveur ne répond pas ({code})',
  'name {host} could not be resolved, the resolver failed ({code})':
    'le nom {host} n’a pas pu être résolu\u00a0: le résolveur a échoué ({code})',
  'name {host} has no address of this IP version ({code})':
    'le nom {host} n’a pas d’adresse de cette version d’IP ({code})',
  '{where} does not speak TLS': '{where} ne parle pas TLS',
  '{where} offers only TLS versions that are too old': '{where} ne propose que des versions de TLS trop anciennes',
  '{where} refuses TLS 1.2 and 1.3': '{where} refuse TLS\u00a01.2 et 1.3',
  '{where} closed the connection during the TLS handshake': '{where} a fermé la connexion pendant la négociation TLS',
  'TLS handshake with {where} failed: {text}': 'échec de la négociation TLS avec {where}\u00a0: {text}',
  'this program has too many files and connections open ({code})':
    'ce programme a trop de fichiers et de connexions ouverts ({code})',
  'this machine has too many files open ({code})': 'cette machine a trop de fichiers ouverts ({code})',
  'this machine has no buffers left ({code})': 'cette machine n’a plus de tampons libres ({code})',
  'this machine has no memory left ({code})': 'cette machine n’a plus de mémoire libre ({code})',
  'this machine has no free port or no address of this IP version ({code})':
    'cette machine n’a pas de port libre, ou pas d’adresse de cette version d’IP ({code})',
  'this machine does not speak this IP version ({code})': 'cette machine ne parle pas cette version d’IP ({code})',
  'this machine forbids the connection ({code})': 'cette machine interdit la connexion ({code})',
}

const certificates: Readonly<Record<string, string>> = {
  'the server showed no certificate': 'le serveur n’a pas présenté de certificat',
  'certificate is not valid before {date}': 'le certificat n’est pas valable avant le {date}',
  'certificate is for {names}, not {host}': 'le certificat est pour {names}, pas pour {host}',
  'certificate is not accepted ({text})': 'le certificat n’est pas accepté ({text})',
  'certificate expired on {date} (today)': 'le certificat a expiré le {date} (aujourd’hui)',
  'certificate expired on {date} ({days} ago)': 'le certificat a expiré le {date} (il y a {days})',
  'certificate expires in {days} ({date}), fewer than {number}':
    'le certificat expire dans {days} (le {date}), sous le seuil de {number}',
  'self-signed certificate': 'certificat autosigné',
  'a certificate between it and its authority expired':
    'un certificat intermédiaire entre lui et son autorité a expiré',
  'certificate was revoked': 'le certificat a été révoqué',
  'certificate comes from an authority that this machine does not know, or is sent without its chain (issuer: {text})':
    'le certificat vient d’une autorité que cette machine ne connaît pas, ou est envoyé sans sa chaîne (émetteur\u00a0: {text})',
}

const otherKinds: Readonly<Record<string, string>> = {
  '{sentence} in the first {number} KiB': '{sentence} dans les {number} premiers Kio',
  'expected {text}, nothing came': 'attendu\u00a0: {text}, rien n’est venu',
  'expected {text}, {text2} came': 'attendu\u00a0: {text}, reçu\u00a0: {text2}',
  'connection closed: {sentence}': 'connexion fermée\u00a0: {sentence}',
  'asking {where} for {code} of {host}': 'question à {where}\u00a0: {code} de {host}',
  '{code} of {host} is {text}, expected {text2}': '{code} de {host}\u00a0: {text}, attendu\u00a0: {text2}',
  'name {host} does not exist ({code})': 'le nom {host} n’existe pas ({code})',
  'name {host} has no {code} record ({code2})': 'le nom {host} n’a pas d’enregistrement {code} ({code2})',
  '{where} could not find out {code} of {host} ({code2})': '{where} n’a pas pu trouver {code} de {host} ({code2})',
  '{where} refuses to answer for {host} ({code})': '{where} refuse de répondre pour {host} ({code})',
  '{where} gave no usable answer for {code} of {host} ({text})':
    '{where} n’a pas donné de réponse utilisable pour {code} de {host} ({text})',
  'no reply from {host}': 'aucune réponse de {host}',
  'the program {code} is missing: install the package iputils-ping':
    'le programme {code} manque\u00a0: installez le paquet iputils-ping',
  'the program {code} could not be started: {text}': 'le programme {code} n’a pas pu démarrer\u00a0: {text}',
  'the ping program may not send: give it cap_net_raw, or widen net.ipv4.ping_group_range':
    'le programme ping n’a pas le droit d’envoyer\u00a0: donnez-lui cap_net_raw, ou élargissez net.ipv4.ping_group_range',
  'ping failed: {text}': 'ping a échoué\u00a0: {text}',
  'the job reported a failure {time} ago': 'la tâche a signalé un échec il y a {time}',
  'waiting for the first heartbeat': 'en attente du premier signal',
  'its secrets cannot be read: the key file of this installation is another one now':
    'ses secrets sont illisibles : le fichier de clé de cette installation n’est plus le même',
  'no heartbeat seen for {time}, expected every {time2}, but nobody watched when it was due':
    'aucun signal vu depuis {time} (intervalle prévu\u00a0: {time2}), mais personne ne veillait quand il devait venir',
  'no heartbeat for {time}, expected every {time2} (the last at {code})':
    'aucun signal depuis {time} (intervalle prévu\u00a0: {time2}, dernier\u00a0: {code})',
  'no heartbeat yet, for {time}, expected every {time2}':
    'encore aucun signal, depuis {time} (intervalle prévu\u00a0: {time2})',
}

/** What the lookout says of itself. */
const ofUs: Readonly<Record<string, string>> = {
  paused: 'en pause',
  'not watched': 'non surveillé',
  'the lookout could not see': 'la vigie ne pouvait pas voir',
  'the lookout was off': 'la vigie était arrêtée',
  'neither does the reference ({text})': 'la référence non plus ({text})',
  'neither does any reference ({text})': 'aucune référence non plus ({text})',
  'there is no default route': 'il n’y a pas de route par défaut',
  'this machine does not even reach itself': 'cette machine ne s’atteint pas elle-même',
}

/** What nobody foresaw is in the words of the system. */
const rest = { '{host}: {trouble}': '{host}\u00a0: {trouble}' }

export const frenchReasons: Readonly<Record<string, string>> = {
  ...http,
  ...conditions,
  ...connections,
  ...contactRefusals,
  ...storageReasons,
  ...certificates,
  ...otherKinds,
  ...ofUs,
  ...rest,
}

/** undefined where nobody has said it in French. */
export const reasonInFrench = translation(frenchReasons, reasonParts)
