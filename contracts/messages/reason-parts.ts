import type { Part } from './translate-sentence.ts'

// What several tables of reasons have in common.

const units: Readonly<Record<string, string>> = { d: 'j' }

/** `1.5 h`, `3 d`. */
function timeInFrench(time: string): string {
  const [count = '', unit = ''] = time.split(' ')
  return `${count.replace('.', ',')}\u00a0${units[unit] ?? unit}`
}

/** `-?` for days: a certificate that nobody verifies may have ended. */
export const counted = (english: string, french: string): Part => ({
  looks: `-?\\d+ ${english}`,
  say: text => {
    const count = Number.parseInt(text, 10)
    return `${count}\u00a0${Math.abs(count) < 2 ? french : `${french}s`}`
  },
})

/** What stands for a host where it has no name. */
const places: Readonly<Record<string, string>> = {
  'the name server': 'le serveur de noms',
  'the name servers of the system': 'les serveurs de noms du système',
  'the target': 'la cible',
}

/** `kit/network.ts` */
const addresses: Readonly<Record<string, string>> = {
  'a cloud metadata address': 'une adresse de métadonnées d’un cloud',
  'a link-local address': 'une adresse de lien local',
  'a loopback address': 'une adresse de bouclage',
  'an unspecified address': 'une adresse non spécifiée',
  'a private address': 'une adresse privée',
  'a shared address of a provider': 'une adresse partagée d’opérateur',
  'a multicast address': 'une adresse multicast',
  'a reserved address': 'une adresse réservée',
}

const oneOf = (names: Readonly<Record<string, string>>): Part => ({
  looks: Object.keys(names).join('|'),
  say: name => names[name],
})

/** `9.0 MB`: as `kit/health/disk-space.ts` says it. */
const sizeInFrench = (size: string): string =>
  size.replace('bytes', 'octets').replace(/B$/, 'o').replace('.', ',').replace(' ', '\u00a0')

export const reasonParts: Readonly<Record<string, Part>> = {
  host: { looks: '\\S+' },
  where: {
    looks: `${Object.keys(places).join('|')}|\\S+`,
    say: name => (Object.hasOwn(places, name) ? places[name] : name),
  },
  address: oneOf(addresses),
  time: { looks: '\\d+(?:\\.\\d+)? (?:ms|s|min|h|d)', say: timeInFrench },
  statuses: { looks: '[\\dxX-]+(?: or [\\dxX-]+)*', say: list => list.replaceAll(' or ', ' ou ') },
  number: { looks: '\\d+' },
  code: { looks: '\\S+' },
  names: { looks: '.*', say: list => list.replace(/ and (\d+) more$/, ' et $1 de plus') },
  date: { looks: '\\d{4}-\\d\\d-\\d\\d' },
  bytes: counted('bytes', 'octet'),
  size: { looks: '[\\d.]+ (?:bytes|[kMGT]B)', say: sizeInFrench },
  days: counted('days?', 'jour'),
  redirects: counted('redirects', 'redirection'),
  /** What Node says of a socket: a call, and a code such as EINVAL. */
  trouble: { looks: '.*\\bE[A-Z_]{3,}.*' },
}

/** `kit/network.ts` */
export const contactRefusals: Readonly<Record<string, string>> = {
  '{host} may not be contacted: it has no address': '{host} ne peut pas être contacté\u00a0: il n’a pas d’adresse',
  '{host} may not be contacted: {sentence}': '{host} ne peut pas être contacté\u00a0: {sentence}',
  '{host} is {address}, which is never contacted': '{host} est {address}, jamais contactée',
  '{host} is {address}; list it under network.allow to let everybody name it':
    '{host} est {address}\u202f; ajoutez-la à network.allow pour que chacun puisse la nommer',
}
