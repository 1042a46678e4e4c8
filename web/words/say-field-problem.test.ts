import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { FlagSetName } from '../../contracts/flags/flags.ts'
import { Duration } from '../../kit/config/schema/duration.ts'
import { validator } from '../../kit/service/validation.ts'
import { fieldProblemWords } from '../messages/field-problems.ts'
import { sayFieldProblem } from './say-field-problem.ts'

const told = (schema: Parameters<typeof Type.Object>[0], value: object) => {
  const checked = validator(Type.Object(schema), 'body')(value)
  return 'problems' in checked
    ? checked.problems.map(({ message_i18n }) => sayFieldProblem(message_i18n, fieldProblemWords.fr))
    : []
}

test('what the validation of the server says of a field is told in the words of the reader', () => {
  const one = Type.String({ minLength: 1, maxLength: 3 })
  assert.deepEqual(told({ one }, {}), ['À remplir.'])
  assert.deepEqual(told({ one }, { one: '' }), ['À remplir.'])
  assert.deepEqual(told({ one }, { one: 'four' }), ['Au plus 3\u00a0caractères.'])
  assert.deepEqual(told({ one: Type.Integer({ minimum: 2 }) }, { one: 1 }), ['2 ou plus.'])
  assert.deepEqual(told({ one: Type.Integer() }, { one: 'x' }), ['Un nombre entier.'])
  assert.deepEqual(told({ one: Type.Enum(['a', 'b']) }, { one: 'c' }), ['Au choix\u00a0: a, b.'])
})

test('what a name may be made of is said without the expression', () => {
  assert.deepEqual(told({ one: FlagSetName }, { one: 'A b' }), [fieldProblemWords.fr.name])
})

test('a duration is asked for by examples', () => {
  assert.deepEqual(told({ one: Duration() }, { one: 'soon' }), ['Une durée, comme 30s, 5m ou 24h.'])
})

test('of what nobody foresaw nothing is told', () => {
  assert.equal(sayFieldProblem({ code: 'field.pattern', params: { pattern: '^x$' } }, fieldProblemWords.fr), undefined)
})
