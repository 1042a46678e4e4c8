import { lazyRequire } from '../../../../kit/runtime/lazy-require.ts'

const re2 = lazyRequire<typeof import('re2js')>('re2js')

/** A regular expression that takes time in proportion to the text, whatever the two are: for text that others send. */
export type Pattern = { readonly test: (text: string) => boolean }

// Time grows with program × text: these keep the worst case at some hundred milliseconds.
const longestPattern = 500
const largestProgram = 250
const longestText = 65_536

/** RE2 syntax: no look-around, no back references. The first 64 KiB of a text are searched. */
export function patternOf(expression: string): Pattern | { readonly problem: string } {
  if (expression.length > longestPattern) return { problem: `an expression has at most ${longestPattern} characters` }
  const { RE2JS, RE2JSException } = re2()
  try {
    const compiled = RE2JS.compile(expression)
    if (compiled.programSize() > largestProgram) return { problem: 'the expression is too large: repeat less' }
    return {
      test: text => {
        const matches = compiled.test(text.length > longestText ? text.slice(0, longestText) : text)
        // The states it has met are kept otherwise, up to 8 MiB for each expression.
        compiled.reset()
        return matches
      },
    }
  } catch (thrown) {
    if (thrown instanceof RE2JSException) return { problem: thrown.message }
    throw thrown
  }
}
