import { isRecordId, isSecretParameter, looksRandom } from './secret-names.ts'

/** Stands where something secret stood in a text. It is valid in every part of an address. */
export const hidden = '***'

/** `form`: parts of the path that look like keys. `receiver`: the address is the permission, as webhooks are. */
export type PathRule = 'form' | 'receiver'

/** Is told every part that is hidden, as it stands in the address. */
type Hide = (part: string) => string

const replace: Hide = () => hidden

/** An address without user info and without what is secret in its path, query and fragment. Its shape stays readable. */
export function redactAddress(address: string, rule: PathRule = 'form'): string {
  return withHidden(address, rule, replace, 0)
}

/** What `redactAddress` hides of it, as it is written and as it reads. */
export function secretsInAddress(address: string, rule: PathRule = 'form'): readonly string[] {
  const found = new Set<string>()
  withHidden(
    address,
    rule,
    part => {
      for (const text of [part, decoded(part), decoded(part.replaceAll('+', ' '))]) found.add(text)
      return hidden
    },
    0,
  )
  return [...found].filter(part => part !== '' && !isHidden(part))
}

/** Stays as it is, together with a bracket or a full stop that belongs to the sentence around it. */
export const isHidden = (part: string): boolean => /^\*{3,}[^A-Za-z0-9]{0,8}$/.test(part)

function withHidden(address: string, rule: PathRule, hide: Hide, depth: number): string {
  const hash = address.indexOf('#')
  const beforeHash = hash === -1 ? address : address.slice(0, hash)
  const question = beforeHash.indexOf('?')
  const place = question === -1 ? beforeHash : beforeHash.slice(0, question)
  const query = question === -1 ? '' : `?${parameters(beforeHash.slice(question + 1), hide, depth, rule)}`
  const fragment = hash === -1 ? '' : `#${parameters(address.slice(hash + 1), hide, depth, rule)}`
  return withoutUserInfo(place, rule, hide) + query + fragment
}

/** `https://`, also with slashes as JSON may write them, or as browsers forgive; `//` of an address without scheme. */
const beginning = /^(?:[A-Za-z][A-Za-z0-9+.-]{0,30}:)?(?:\\?[/\\]){2}/

function withoutUserInfo(place: string, rule: PathRule, hide: Hide): string {
  const begin = beginning.exec(place)?.[0]
  if (begin === undefined) return path(place, '', rule, hide)
  const rest = place.slice(begin.length)
  const slash = rest.search(/[/\\]/)
  const authority = slash === -1 ? rest : rest.slice(0, slash)
  const at = authority.lastIndexOf('@')
  const host = authority.slice(at + 1)
  const user = at === -1 ? '' : `${isHidden(authority.slice(0, at)) ? hidden : userInfo(authority.slice(0, at), hide)}@`
  return begin + user + host + (slash === -1 ? '' : path(rest.slice(slash), host, rule, hide))
}

/** A user name alone is often the token itself. */
function userInfo(text: string, hide: Hide): string {
  const colon = text.indexOf(':')
  const parts = colon === -1 ? [text] : [text.slice(0, colon), text.slice(colon + 1)]
  for (const part of parts) if (part !== '') hide(part)
  return hidden
}

/** Whoever knows the path of these may use it. */
const receivers =
  /^(?:hooks\.slack\.com|hooks\.zapier\.com|webhook\.site|hc-ping\.com|nosnch\.in|ntfy\.sh|maker\.ifttt\.com|hook\.(?:[a-z0-9]+\.)?make\.com|(?:[a-z0-9-]+\.)?webhook\.office\.com|[a-z0-9.-]+\.logic\.azure\.com)(?::\d+)?$/i

/** What follows one of these is a permission. */
const beforeKeys: ReadonlySet<string> = new Set([
  ...['hook', 'hooks', 'webhook', 'webhooks', 'webhookb2', 'incomingwebhook', 'heartbeat', 'heartbeats'],
  ...['acknowledgements', 'invite', 'invitation', 'reset', 'confirm', 'unsubscribe', 'magic', 'token', 'key', 'secret'],
])

/** Words that tell what sort of address it is, and nothing more. */
const plainWords =
  /^(?:v\d{1,3}|api|hooks?|webhooks?|webhookb2|incomingwebhook|services|workflows|triggers|incoming|catch|bot|trigger|with|events|alerts|health|healthz|status|ping|live|ready|test|slack|github|fail|confirm|unsubscribe)$/i

/** Slashes stay what they are, escaped or not. */
function path(text: string, host: string, rule: PathRule, hide: Hide): string {
  let follows = rule === 'receiver' || receivers.test(host)
  return text
    .split(/([/\\]+)/)
    .map((segment, index) => {
      if (index % 2 === 1 || segment === '' || isHidden(segment)) return segment
      const name = decoded(segment)
      if (name.includes(';') && name.includes('=')) return parameters(segment, hide, maxDepth)
      const secret = (follows && !plainWords.test(name)) || /^bot\d{5,}:/i.test(name) || looksRandom(name)
      follows ||= beforeKeys.has(name.toLowerCase())
      if (!secret || (isRecordId(name) && !follows)) return segment
      hide(segment)
      return hidden
    })
    .join('')
}

const maxDepth = 3
/** `v=1` and `ok=yes` permit nothing. */
const shortestPermission = 4

/** `a=1&token=…`, also behind `#`; an address inside a value is treated as one. */
function parameters(text: string, hide: Hide, depth: number, rule: PathRule = 'form'): string {
  return text
    .split(/([&;])/)
    .map((pair, index) => (index % 2 === 1 ? pair : parameter(pair, hide, depth, rule)))
    .join('')
}

function parameter(pair: string, hide: Hide, depth: number, rule: PathRule): string {
  const equals = pair.indexOf('=')
  if (equals === -1) return isHidden(pair) || !isKey(decoded(pair)) ? pair : hide(pair) && hidden
  const name = pair.slice(0, equals)
  const value = pair.slice(equals + 1)
  if (value === '' || isHidden(value)) return pair
  const text = decoded(value)
  // Whoever knows the whole address of a receiver may use it, whatever the part is called that makes the difference.
  const isPermission = rule === 'receiver' && value.length >= shortestPermission
  if (isPermission || isSecretParameter(decoded(name)) || isKey(text)) return `${name}=${hide(value) && hidden}`
  if (!/:|\/\/|[?=]/.test(text)) return pair
  if (depth >= maxDepth) return `${name}=${hide(value) && hidden}`
  const inner = withHidden(text, 'form', hide, depth + 1)
  return inner === text ? pair : `${name}=${encodeURIComponent(inner)}`
}

const isKey = (text: string): boolean => looksRandom(text) || isRecordId(text)

/** Escapes that are no text stay as they are. */
export function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text.replace(/%([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
}
