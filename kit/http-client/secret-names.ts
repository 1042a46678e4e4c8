/** What a secret is called, and what it looks like where nobody gave it a name. */

const words: ReadonlySet<string> = new Set([
  ...['token', 'tokens', 'secret', 'secrets', 'password', 'passwords', 'passwd', 'passphrase', 'pass', 'pwd', 'pw'],
  ...[
    'key',
    'apikey',
    'auth',
    'authorization',
    'authentication',
    'bearer',
    'jwt',
    'credential',
    'credentials',
    'creds',
  ],
  ...['sig', 'sign', 'signature', 'hmac', 'code', 'otp', 'pin', 'ticket', 'assertion', 'session', 'sessionid', 'sid'],
  ...['cookie', 'cookies', 'csrf', 'xsrf'],
])

const ending =
  /(?:token|secret|password|passwd|passphrase|pwd|apikey|accesskey|secretkey|privatekey|sharedkey|signature|credentials?|authorization|authentication|cookies?|sessionid|jwt|hmac)$/

const longestName = 100

/** Of a parameter in an address: `key`, `api_key`, `X-Amz-Signature`, `a[token]`. Wide, because little is lost there. */
export function isSecretParameter(name: string): boolean {
  if (name.length > longestName) return false
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return parts.some(part => words.has(part)) || ending.test(parts.join(''))
}

/** Of a field, a header or a setting in any text, where `key` and `code` mostly mean something else. */
export function isSecretField(name: string): boolean {
  return name.length <= longestName && ending.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''))
}

/** Headers that say how to talk, not who is talking. */
const openHeaders: ReadonlySet<string> = new Set([
  ...[
    'accept',
    'accept-charset',
    'accept-encoding',
    'accept-language',
    'cache-control',
    'connection',
    'content-encoding',
  ],
  ...['content-language', 'content-type', 'expect', 'host', 'pragma', 'te', 'upgrade'],
])

export const isOpenHeader = (name: string): boolean => openHeaders.has(name.toLowerCase())

const recordId = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{24})$/i

/** A UUID, or an id as MongoDB makes them: of a thing more often than of a permission. */
export const isRecordId = (text: string): boolean => recordId.test(text)

const longestJudged = 4_096

/** Long and without words in it, as generated keys are. Ids of records are judged by where they stand. */
export function looksRandom(text: string): boolean {
  if (text.length < 16) return false
  if (text.length > longestJudged) return true
  if (isRecordId(text)) return false
  return text.split(/[^A-Za-z0-9]+/).some(isRandomRun) || isMixed(text.replace(/[-_+/=.~]/g, ''), 24)
}

function isRandomRun(run: string): boolean {
  if (run.length < 16) return false
  if (isMixed(run, 16)) return true
  if (run.length < 20) return false
  const digits = run.replace(/\D/g, '').length
  if (digits >= 2 && digits < run.length) return true
  // Letters alone: words keep their case, keys change it again and again.
  return (run.match(/[a-z][A-Z]|[A-Z][a-z]/g)?.length ?? 0) >= 8
}

const isMixed = (run: string, length: number): boolean =>
  run.length >= length && /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) && /^[A-Za-z0-9]+$/.test(run)
