import { isIP } from 'node:net'

/** `example.co.uk` is a site, `co.uk` is not: second-level names that are registries of a country. */
const registries = new Set(['co', 'com', 'org', 'net', 'gov', 'gob', 'gouv', 'ac', 'edu', 'or', 'ne', 'go'])

/** May a redirect be followed? The same site, and never from an encrypted connection to one that is not. */
export function isSameSite(from: URL, to: URL): boolean {
  if (!/^https?:$/.test(to.protocol) || (from.protocol === 'https:' && to.protocol !== 'https:')) return false
  if (to.username !== '' || to.password !== '') return false
  return siteOf(from.hostname) === siteOf(to.hostname)
}

function siteOf(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (isIP(name) !== 0 || name.startsWith('[')) return name
  const labels = name.split('.')
  const ofCountry = labels.at(-1)?.length === 2 && registries.has(labels.at(-2) ?? '')
  return labels.slice(ofCountry ? -3 : -2).join('.')
}
