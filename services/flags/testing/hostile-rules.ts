import fc from 'fast-check'

/** Names of operations in every place, and values that are none of what they want. */
export const hostileRules: fc.Arbitrary<unknown> = fc.letrec(tie => ({
  node: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<unknown>(
      ...[null, true, '', 'on', -1, 1e308, 0.1, [], {}, '__proto__', { var: '' }, { var: 'list' }, { $ref: 'a' }],
    ),
    fc
      .tuple(
        fc.constantFrom(
          ...['var', 'if', '==', '<', '+', '/', '%', 'cat', 'substr', 'in', 'map', 'filter', 'reduce', 'all', 'merge'],
          ...['missing', 'missing_some', 'fractional', 'sem_ver', 'starts_with', 'max', '!', 'or', 'log'],
          ...['constructor', 'eval'],
        ),
        fc.oneof(fc.array(tie('node'), { maxLength: 4 }), tie('node')),
      )
      .map(([name, args]) => ({ [name]: args })),
  ),
})).node

const list = { var: 'list' }
const many = <Value>(count: number, value: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => value(index))
const inList = (inner: unknown) => ({ map: [list, inner] })
const grown = (rule: unknown, first: unknown = 'xxxxxxxxxx') => ({ reduce: [list, rule, first] })
const twice = { var: 'accumulator' }

/** Sound ones that would take for ever, or all of the memory, with a context of a long list and a long text. */
export const costlyRules: Readonly<Record<string, unknown>> = {
  'lists in lists': inList(inList(inList({ var: '' }))),
  'a list of many constants, in a list': inList([{ var: '' }, ...many(15_000, index => index)]),
  'a text that doubles': grown({ cat: [twice, twice] }),
  'a list that doubles': grown({ merge: [twice, twice] }, [1, 2, 3]),
  'a list that holds itself twice, as an answer': grown([twice, twice]),
  'a list that holds itself twice, as text': { cat: [grown([twice, twice])] },
  'a list that holds itself twice, compared': { '==': [grown([twice, twice]), 'x'] },
  'a list that holds itself twice, as a name': { var: [grown([twice, twice])] },
  'a long list as text, many times': { or: many(3_000, index => ({ '==': [list, `${index}`] })) },
  'the whole context, many times': { or: many(9_000, () => ({ '==': [{ var: '' }, 1] })) },
  'a long list of missing names, many times': { or: many(3_000, () => ({ '!': [{ missing: list }] })) },
  'many lists in one': { merge: many(6_000, () => list) },
  'a long text looked through, many times': { or: many(6_000, () => ({ in: ['baaaaaaaa', { var: 'text' }] })) },
  'a long text as a number, many times': { or: many(6_000, () => ({ '<': [{ var: 'digits' }, -1] })) },
  'a long text hashed, many times': {
    or: many(1_800, () => ({ fractional: [{ var: 'text' }, [null, 1], ['on', 0]] })),
  },
  'versions that almost fit, many times': { or: many(4_000, () => ({ sem_ver: [{ var: 'version' }, '=', '1'] })) },
}

/** What makes them costly. */
export const costlyContext = {
  targetingKey: 'u',
  list: many(2_000, index => index),
  text: 'a'.repeat(60_000),
  digits: '1'.repeat(60_000),
  version: `1.2.3-${'0'.repeat(240)}!`,
}
