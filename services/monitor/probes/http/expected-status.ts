import { type Static, Type } from 'typebox'
import { say } from '../../../../contracts/messages/words.ts'
import type { Message } from '../../../../kit/messages/message.ts'

const One = Type.Union([
  Type.Integer({ minimum: 100, maximum: 599 }),
  Type.String({ pattern: '^([1-5][0-9]{2}(-[1-5][0-9]{2})?|[1-5][xX]{2})$' }),
])

export const ExpectedStatus = Type.Union([One, Type.Array(One, { minItems: 1, maxItems: 50 })], {
  default: '2xx',
  description: 'The status that is right: a number, a class such as 2xx, a range such as 200-204, or a list of them.',
})
export type ExpectedStatus = Static<typeof ExpectedStatus>

export type StatusRule = { readonly accepts: (status: number) => boolean; readonly expected: Message | string }

export function statusRule(expected: ExpectedStatus): StatusRule {
  const list = Array.isArray(expected) ? expected : [expected]
  const ranges = list.map(one => rangeOf(String(one).toLowerCase()))
  return {
    accepts: status => ranges.some(([low, high]) => status >= low && status <= high),
    expected:
      list
        .map(String)
        .reduce<Message | string | undefined>(
          (one, other) => (one === undefined ? other : say('http.or', { one, other })),
          undefined,
        ) ?? '',
  }
}

function rangeOf(text: string): readonly [number, number] {
  if (text.endsWith('xx')) return [Number(text[0]) * 100, Number(text[0]) * 100 + 99]
  const [low, high = low] = text.split('-').map(Number)
  return [low ?? 0, high ?? 0]
}
