import { say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import { plainText } from '../messages/message.ts'
import { lazyRequire } from '../runtime/lazy-require.ts'

const re2 = lazyRequire<typeof import('re2js')>('re2js')

/** A regular expression that takes time in proportion to the text, whatever the two are: for text that others send. */
export type Pattern = { readonly test: (text: string) => boolean }

// Time grows with program × text: these keep the worst case at some hundred milliseconds.
const longestPattern = 500
const largestProgram = 250
const longestText = 65_536

/** RE2 syntax: no look-around, no back references. The first 64 KiB of a text are searched. */
export function patternOf(expression: string): Pattern | { readonly problem: Message } {
  if (expression.length > longestPattern) return { problem: say('setting.expression-long', { limit: longestPattern }) }
  const { RE2JS, RE2JSException, RE2JSSyntaxException } = re2()
  try {
    const compiled = RE2JS.compile(expression)
    if (compiled.programSize() > largestProgram) return { problem: say('setting.expression-large') }
    return {
      test: text => {
        const matches = compiled.test(text.length > longestText ? text.slice(0, longestText) : text)
        // The states it has met are kept otherwise, up to 8 MiB for each expression.
        compiled.reset()
        return matches
      },
    }
  } catch (thrown) {
    if (thrown instanceof RE2JSSyntaxException) {
      return { problem: say('setting.expression', { problem: thrown.error, part: thrown.input ?? expression }) }
    }
    if (thrown instanceof RE2JSException) return { problem: plainText(thrown.message) }
    throw thrown
  }
}
