import { type Message, say } from '../../../contracts/messages/words.ts'

export type GatusCondition =
  | { readonly condition: string }
  | { readonly expected_status: unknown }
  /** It is said by the check itself: that something answers at all. */
  | { readonly implied: true }
  | { readonly unknown: Message }

const shape = /^\s*(.+?)\s*(==|!=|<=|>=|<|>)\s*(.*?)\s*$/s

/** Source: https://github.com/TwiN/gatus#conditions. `kind` is that of the check which it becomes part of. */
export function gatusCondition(text: string, kind: string): GatusCondition {
  const [, left = '', operator = '', right = ''] = shape.exec(text) ?? []
  const unknown = { unknown: say('import.condition', { condition: text }) }
  if (left === '[CONNECTED]' && operator === '==' && right === 'true') return { implied: true }
  if (left === '[DNS_RCODE]' && operator === '==' && right === 'NOERROR' && kind === 'dns') return { implied: true }
  if (left === '[STATUS]' && kind === 'http') return statusCondition(operator, right) ?? unknown
  if (left === '[RESPONSE_TIME]')
    return compared('response_ms', operator, right, ['http', 'dns'].includes(kind)) ?? unknown
  if (left === '[CERTIFICATE_EXPIRATION]' && kind === 'http') {
    const days = hoursIn(right)
    return days === null ? unknown : { condition: `certificate_days ${operator} ${Math.round(days / 24)}` }
  }
  if (left === '[IP]' && kind === 'http') return matched('ip', operator, right) ?? unknown
  if (left.startsWith('[BODY]') && kind === 'http') return matched(`body${left.slice(6)}`, operator, right) ?? unknown
  if (left === '[BODY]' && kind === 'dns' && operator === '==' && !right.includes('(')) {
    return { condition: `values contains ${literal(right)}` }
  }
  return unknown
}

function statusCondition(operator: string, right: string): GatusCondition | null {
  const several = listIn(right)
  if (operator === '==' && several?.every(one => /^\d{3}$/.test(one))) return { expected_status: several.map(Number) }
  if (!/^\d{3}$/.test(right)) return null
  return operator === '==' ? { expected_status: Number(right) } : { condition: `status ${operator} ${right}` }
}

function compared(word: string, operator: string, right: string, offered: boolean): GatusCondition | null {
  return offered && /^\d+(\.\d+)?$/.test(right) ? { condition: `${word} ${operator} ${right}` } : null
}

function matched(subject: string, operator: string, right: string): GatusCondition | null {
  const several = listIn(right)
  if (several)
    return operator === '=='
      ? { condition: `${subject} matches ${quoted(`^(${several.map(escaped).join('|')})$`)}` }
      : null
  const pattern = /^pat\((.*)\)$/s.exec(right)?.[1]
  if (pattern !== undefined) {
    const expression = pattern.split('*').map(escaped).join('.*').replaceAll('\\?', '.')
    return operator === '==' ? { condition: `${subject} matches ${quoted(`(?s)^${expression}$`)}` } : null
  }
  return /^[a-z]+\(.*\)$/s.test(right) ? null : { condition: `${subject} ${operator} ${literal(right)}` }
}

const listIn = (right: string): string[] | undefined =>
  /^any\((.*)\)$/s
    .exec(right)?.[1]
    ?.split(',')
    .map(one => one.trim())

const escaped = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
const literal = (text: string): string => (/^(-?\d+(\.\d+)?|true|false|null)$/.test(text) ? text : quoted(text))

/** `48h`, `2d`… as Go writes durations; also milliseconds as a bare number. */
function hoursIn(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text) / 3_600_000
  const seconds = goSeconds(text)
  return seconds === null ? null : seconds / 3_600
}

const perUnit: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600 }

export function goSeconds(text: string): number | null {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return null
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (perUnit[unit ?? ''] ?? 0),
    0,
  )
}
