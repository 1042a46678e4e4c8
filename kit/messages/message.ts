/** What is said, without its words: stored and sent as it is, and worded in the language of whoever reads it. */
export type Message = { readonly code: string; readonly params?: Params }
export type Params = Readonly<Record<string, Param>>
export type Param = string | number | Instant | Duration | Message | readonly Param[]
/** ISO 8601 in UTC. */
export type Instant = { readonly at: string }
export type Duration = { readonly ms: number }

/** Texts of one language in ICU MessageFormat, by code. */
export type Catalogue = Readonly<Record<string, string>>

type Name<Text extends string> = Text extends `${string} ${string}` | `#${string}` | '' ? never : Text
type UntilBrace<Text extends string> = Text extends `${infer Inner}}${infer Rest}`
  ? Inner extends `${infer Before}, ${string}`
    ? Name<Before> | ParamNames<Text>
    : Name<Inner> | ParamNames<Rest>
  : never
/** The names in braces. A branch of a plural or select must not be one single word, which would look like a name. */
export type ParamNames<Text extends string> = Text extends `${string}{${infer Rest}` ? UntilBrace<Rest> : never

type Given<Names extends string> = [Names] extends [never] ? [] : [params: Readonly<Record<Names, Param>>]

/** Makes messages whose code and params are those of a catalogue; others do not compile. */
export type Say<Words extends Catalogue, Made = Message> = <Code extends keyof Words & string>(
  code: Code,
  ...given: Given<ParamNames<Words[Code]>>
) => Made

export const sayFrom =
  <Words extends Catalogue>(): Say<Words> =>
  (code, ...[params]) =>
    params === undefined ? { code } : { code, params }

/** What somebody else said, in whatever language. */
export const plainText = (text: string): Message => ({ code: 'text', params: { text } })

/** As a column keeps it. */
export const toColumn = (message: Message): string => JSON.stringify(message)

/** From a column. What was stored as a sentence, before there were messages, is one without other languages. */
export function fromColumn(text: string): Message {
  if (!text.startsWith('{"code":"')) return plainText(text)
  try {
    return JSON.parse(text) as Message
  } catch {
    return plainText(text)
  }
}

/** With every text in it changed, as to hide what nobody may read. */
export function mapTexts(message: Message, change: (text: string) => string): Message {
  const changed = (param: Param): Param => {
    if (typeof param === 'string') return change(param)
    if (isList(param)) return param.map(changed)
    return typeof param === 'object' && isMessage(param) ? mapTexts(param, change) : param
  }
  const { code, params } = message
  if (!params) return message
  return { code, params: Object.fromEntries(Object.entries(params).map(([name, param]) => [name, changed(param)])) }
}

const isList = (param: Param): param is readonly Param[] => Array.isArray(param)

export const isMessage = (param: Param): param is Message => typeof param === 'object' && 'code' in param

export const same = (one: Message | null, other: Message | null): boolean =>
  one === other || (one !== null && other !== null && toColumn(one) === toColumn(other))
