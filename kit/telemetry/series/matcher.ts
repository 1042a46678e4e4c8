import { lazyRequire } from '../../runtime/lazy-require.ts'
import { invalid } from '../../service/errors.ts'
import { badMatcher, type Labels, nameLabel } from './sample.ts'

const re2 = lazyRequire<typeof import('re2js')>('re2js')

/** As in PromQL: an expression must match the whole value, and a label that is not there is empty. */
export type Matcher = {
  readonly label: string
  readonly is: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

export type Named = { readonly name: string; readonly labels: Labels }

const longestExpression = 1_000

/** Expressions take time in proportion to the value, whatever they are. */
export function matching(matchers: readonly Matcher[]): (series: Named) => boolean {
  const tests = matchers.map(({ label, is, value }) => {
    const test = is === '=' || is === '!=' ? (text: string) => text === value : expression(value)
    const wanted = is === '=' || is === '=~'
    return ({ name, labels }: Named) => test(label === nameLabel ? name : (labels[label] ?? '')) === wanted
  })
  return series => tests.every(test => test(series))
}

function expression(text: string): (value: string) => boolean {
  if (text.length > longestExpression) throw refused(`an expression has at most ${longestExpression} characters`)
  const { RE2JS, RE2JSException } = re2()
  try {
    const compiled = RE2JS.compile(`^(?s:${text})$`)
    return value => compiled.test(value)
  } catch (thrown) {
    if (thrown instanceof RE2JSException) throw refused(thrown.message)
    throw thrown
  }
}

const refused = (problem: string) =>
  invalid('kit.bad-matcher', `the series cannot be chosen: ${problem}`, { fields: [badMatcher(problem)] })
