import { decoded, hidden, isHidden, redactAddress } from './redact-address.ts'
import { isRecordId, isSecretField, isSecretParameter, looksRandom } from './secret-names.ts'

/**
 * A text without what is secret by its form, wherever it came from: addresses, `name=value`, JSON, headers, tokens of
 * well-known services. Every expression begins where no other match of it could be under way, or looks at a bounded
 * length: the time is in proportion to the text.
 */
export function redactText(text: string): string {
  let result = text
  // What was hidden may have stood between two parts of something else that is secret.
  for (let times = 0; times < mostTimes; times++) {
    const next = redactedTo(result, 0)
    if (next === result) break
    result = next
  }
  return result
}

const mostTimes = 5

function redactedTo(text: string, depth: number): string {
  let result = text
  if (result.includes('//') || result.includes('\\/\\/')) result = addresses(result)
  if (result.includes('@')) result = result.replace(userInfo, `${hidden}@`)
  if (result.includes('/')) result = paths(result)
  if (/[:=]/.test(result)) result = fields(result, depth)
  return shapes(schemes(result))
}

/** Each address of the text, from its scheme to the first character that none has. */
function addresses(text: string): string {
  const slashes = /(?:\\?\/){2}/g
  let result = ''
  let done = 0
  for (let found = slashes.exec(text); found; found = slashes.exec(text)) {
    const after = found.index + found[0].length
    const begin = beginOfScheme(text, found.index, done)
    const name = endOfUserInfo(text, after)
    // A comment, or a path with two slashes: what is secret in it is found without knowing where it begins.
    if (begin === found.index && name === after) continue
    const end = endOfAddress(text, name)
    const user = name === after ? '' : `${hidden}@`
    result += text.slice(done, begin) + redactAddress(text.slice(begin, after) + user + text.slice(name, end))
    done = end
    slashes.lastIndex = end
  }
  return result + text.slice(done)
}

const longestScheme = 32

function beginOfScheme(text: string, slashes: number, done: number): number {
  if (text[slashes - 1] !== ':') return slashes
  const before = text.slice(Math.max(done, slashes - longestScheme), slashes)
  const scheme = /[A-Za-z][A-Za-z0-9+.-]*:$/.exec(before)
  return scheme ? slashes - scheme[0].length : slashes
}

const longestUserInfo = 512

/** Where the host begins. A password may hold what else ends an address: then what stands before it is no port. */
function endOfUserInfo(text: string, after: number): number {
  const window = text.slice(after, after + longestUserInfo)
  const authority = /^[^\s/\\?#"'`<>]*/.exec(window)?.[0] ?? ''
  const at = authority.lastIndexOf('@')
  if (at !== -1) return after + at + 1
  if (!/:(?!\d*$)/.test(authority.replace(/^\[[^\]]*\]/, ''))) return after
  const stretch = /^\S*/.exec(window)?.[0] ?? ''
  const later = stretch.includes('@') ? stretch.lastIndexOf('@') : window.indexOf('@', authority.length)
  return later === -1 ? after : after + later + 1
}

function endOfAddress(text: string, from: number): number {
  const inside = /(?:[^\s"'`<>\\\p{Cc}]|\\\/)*/uy
  inside.lastIndex = from
  return from + (inside.exec(text)?.[0].length ?? 0)
}

/** `bob:secret@host` without a scheme, as resolvers quote it. */
const userInfo =
  /(?<![\w.+%:@/-])(?!(?:mailto|sips?|xmpp|acct|ssh):)[\w.+%-]{1,64}:[^\s@/"'`<>]{1,256}@(?=[\w[])(?!sha256:)/g

/** Of services that take whoever knows the path, and our own links. */
function paths(text: string): string {
  return text
    .replace(
      /(?<![A-Za-z0-9.-])(?:hooks\.slack\.com|discord(?:app)?\.com|api\.telegram\.org|hooks\.zapier\.com|hc-ping\.com)\/[^\s"'`<>\\]*/gi,
      found => redactAddress(`//${found}`).slice(2),
    )
    .replace(/\/api\/v1\/(heartbeats|acknowledgements|subscriptions)\/[^\s/?"'`<>\\]+/g, `/api/v1/$1/${hidden}`)
    .replace(/(\/services\/T)[A-Z0-9]{6,20}\/B[A-Z0-9]{6,20}\/[A-Za-z0-9]{16,64}/g, `/services/${hidden}`)
}

/** `token=…`, `"token": "…"`, `Authorization: …`; behind ? and & also names that are secret only there. */
function fields(text: string, depth: number): string {
  const name = /(?<![A-Za-z0-9_.-])([A-Za-z0-9_.-]{1,64})((?:\\{0,3}["'])?)(\s{0,4}[:=]\s{0,4})((?:\\{0,3}["'])?)/g
  let result = ''
  let done = 0
  for (let found = name.exec(text); found; found = name.exec(text)) {
    const [all, called = '', closing = '', separator = '', opening = ''] = found
    const from = found.index + all.length
    const before = text[found.index - 1] ?? ''
    const secret = secretAt(text, from, { called, opening, before, depth, bare: closing === '', separator })
    if (!secret) {
      // What looks like the value may be the next name.
      name.lastIndex = from - opening.length
      continue
    }
    result += text.slice(done, from) + secret.put
    done = from + secret.length
    name.lastIndex = done
  }
  return done === 0 ? text : result + text.slice(done)
}

type Field = {
  readonly called: string
  /** The quote before its value, if there is one. */
  readonly opening: string
  /** The character before its name. */
  readonly before: string
  readonly separator: string
  /** Its name has no quotes. */
  readonly bare: boolean
  readonly depth: number
}
type Secret = { readonly length: number; readonly put: string }

const wholeLine = /^(?:proxy-)?(?:authorization|authentication-info)$|^(?:set-)?cookie2?$/i

/** What of the text from here on is secret, and what stands there instead. */
function secretAt(text: string, from: number, field: Field): Secret | null {
  const { called, opening, before, separator, bare, depth } = field
  const colon = separator.includes(':')
  const isParameter = bare && !colon && opening === '' && '?&;'.includes(before || ' ')
  const secret = isSecretField(called) || (isParameter && isSecretParameter(called))
  if (!secret) return isParameter ? parameterAt(text, from, depth) : null
  if (opening !== '') return whole(quoted(text, from, opening))
  const scheme = stretch(/(?:bearer|basic|digest|negotiate|ntlm|token|apikey|bot)\s{1,4}/iy, text, from)
  const value = scheme + valueAt(text, from + scheme.length)
  if (isHidden(value)) return null
  if (colon && bare && wholeLine.test(called)) return whole(stretch(/[^\r\n"'\\]+/y, text, from))
  // "token: is missing" is a sentence.
  return /^[a-z]{1,15}[.,!?]?$/.test(value) && (colon || value === 'null') ? null : whole(value)
}

const whole = (value: string): Secret | null =>
  value === '' || isHidden(value) ? null : { length: value.length, put: hidden }

const deepest = 3

/** A value that looks like a key; or an address in a parameter, which may hold others. */
function parameterAt(text: string, from: number, depth: number): Secret | null {
  const value = valueAt(text, from)
  if (isHidden(value)) return null
  const read = decoded(value)
  if (looksRandom(read) || isRecordId(read)) return whole(value)
  if (read === value) return null
  const inner = depth < deepest ? redactedTo(read, depth + 1) : hidden
  return inner === read ? null : { length: value.length, put: encodeURIComponent(inner) }
}

const valueAt = (text: string, from: number): string => stretch(/[^\s&;,"'`<>()[\]{}\\#]+/y, text, from)

/** Up to the quote that is written as the first one was; all there is when it was cut off. */
function quoted(text: string, from: number, opening: string): string {
  const end =
    opening.length === 1 ? stretch(endOf[opening] ?? /$/y, text, from).length : text.indexOf(opening, from) - from
  return end < 0 ? text.slice(from) : text.slice(from, from + end)
}

const endOf: Readonly<Record<string, RegExp>> = { '"': /(?:[^"\\]|\\[\s\S])*/y, "'": /(?:[^'\\]|\\[\s\S])*/y }

function stretch(pattern: RegExp, text: string, from: number): string {
  pattern.lastIndex = from
  return pattern.exec(text)?.[0] ?? ''
}

/** `Bearer …` outside of a header line, as libraries quote it. */
function schemes(text: string): string {
  return text.replace(
    /(?<![A-Za-z0-9])(bearer|basic|negotiate|ntlm|apikey|geniekey|token|bot)(\s{1,4}|%20|\+)(?![A-Za-z]?[a-z_]+[.:,=]?(?![A-Za-z0-9+/=._~:-]))([A-Za-z0-9+/=._~:-]{6,})/gi,
    (all, scheme: string, space: string, value: string) =>
      /^(?:token|bot)$/i.test(scheme) && !looksRandom(value) ? all : `${scheme}${space}${hidden}`,
  )
}

const wellKnown =
  /(?<![A-Za-z0-9_])(xox[a-z]-|xapp-|gh[pousr]_|github_pat_|glpat-|[sr]k_(?:live|test)_|whsec_|shpat_|npm_|dop_v1_|hf_|sk-|vg_|tk_|AKIA|ASIA|AIza|ya29\.|SG\.|eyJ)[A-Za-z0-9._=/+-]{10,}/g

function shapes(text: string): string {
  let result = text
  if (result.includes('PRIVATE KEY'))
    result = result.replace(
      /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z ]{0,40}-----)?/g,
      hidden,
    )
  result = result.replace(wellKnown, (all, prefix: string) => {
    const rest = all.slice(prefix.length)
    return /\d|[a-z][A-Z]/.test(rest) ? prefix + hidden : all
  })
  return result.includes(':') ? result.replace(/(?<![\dA-Za-z])\d{8,12}:[A-Za-z0-9_-]{30,}/g, hidden) : result
}
