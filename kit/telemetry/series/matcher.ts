import { lazyRequire } from '../../runtime/lazy-require.ts'
import { fieldProblem, invalid } from '../../service/refusals.ts'
import { type Labels, nameLabel } from './sample.ts'

const re2 = lazyRequire<typeof import('re2js')>('re2js')

/** As in PromQL: an expression must match the whole value, and a label that is not there is empty. */
export type Matcher = {
  readonly label: string
  readonly is: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

export type Named = { readonly name: string; readonly labels: Labels }

const longestExpression = 1_000
const mostRepeats = 1_000

/** Expressions take time in proportion to the value, whatever they are. */
export function matching(matchers: readonly Matcher[]): (series: Named) => boolean {
  const tests = matchers.map(({ label, is, value }) => {
    const test = is === '=' || is === '!=' ? (text: string) => text === value : expression(value)
    const wanted = is === '=' || is === '=~'
    return ({ name, labels }: Named) => test(label === nameLabel ? name : (labels[label] ?? '')) === wanted
  })
  return series => tests.every(test => test(series))
}

/** `[a-z]{1000}` is compiled into a thousand steps: a short text of such repeats would take a second. */
const repeatsIn = (text: string): number =>
  [...text.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].reduce((sum, [, least, most]) => sum + Number(most || least), 0)

function expression(text: string): (value: string) => boolean {
  if (text.length > longestExpression) throw tooLong()
  if (repeatsIn(text) > mostRepeats) throw repeatsTooOften()
  const { RE2JS, RE2JSException } = re2()
  try {
    const compiled = RE2JS.compile(`^(?s:${text})$`)
    return value => compiled.test(value)
  } catch (thrown) {
    if (thrown instanceof RE2JSException) throw unreadable(thrown.message)
    throw thrown
  }
}

const tooLong = () =>
  invalid(
    'kit.bad-matcher:long',
    { limit: longestExpression },
    { fields: [fieldProblem('match', 'field.longest', { limit: longestExpression })] },
  )

const repeatsTooOften = () => invalid('kit.bad-matcher:repeats', { limit: mostRepeats })

const unreadable = (problem: string) =>
  invalid('kit.bad-matcher', { problem }, { fields: [fieldProblem('match', 'field.expression', { problem })] })
