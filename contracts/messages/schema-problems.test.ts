import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TSchema, Type } from 'typebox'
import { Duration } from '../../kit/config/schema/duration.ts'
import { validator } from '../../kit/service/validation.ts'
import { word } from './words.ts'

const wrong: readonly (readonly [schema: TSchema, value: unknown, french: string])[] = [
  [Type.String(), 1, 'un texte'],
  [Type.Union([Type.Integer(), Type.Null()]), 'x', 'un nombre entier'],
  [Type.Unsafe({ type: ['number', 'string'] }), null, 'un nombre, un texte'],
  [Type.String({ minLength: 1 }), '', 'ne doit pas être vide'],
  [Type.String({ minLength: 3 }), 'ab', 'au moins 3\u00a0caractères'],
  [Type.String({ maxLength: 1 }), 'ab', 'au plus 1\u00a0caractère'],
  [Type.Integer({ minimum: 2 }), 1, '2 ou plus'],
  [Type.Number({ maximum: 2 }), 3, '2 ou moins'],
  [Type.Number({ exclusiveMinimum: 0 }), 0, 'supérieur à 0'],
  [Type.Array(Type.String(), { minItems: 1 }), [], 'au moins 1\u00a0entrée'],
  [Type.Array(Type.String(), { maxItems: 2 }), ['a', 'b', 'c'], 'au plus 2\u00a0entrées'],
  [Type.Array(Type.String(), { uniqueItems: true }), ['a', 'a'], 'deux fois la même entrée'],
  [Type.Record(Type.String(), Type.String(), { maxProperties: 1 }), { a: '', b: '' }, 'au plus 1\u00a0entrée'],
  [Type.Enum(['a', 'b']), 'c', 'au choix\u00a0: a, b'],
  [Type.Literal('a'), 'b', 'une seule valeur'],
  [Type.Object({}, { additionalProperties: false }), { b: 1 }, 'retirez-le'],
  [Type.String({ pattern: '^https?://' }), 'x', 'http:// ou https://'],
  [Type.String({ pattern: '\\S' }), ' ', 'ne doit pas être vide'],
  [Type.String({ pattern: '^x$' }), 'y', 'correspondre à ^x$'],
  [Type.String({ pattern: '^.+@.+$' }), 'y', 'une adresse e-mail'],
  [Type.String({ format: 'date-time' }), 'y', 'une date et une heure'],
  [Type.String({ format: 'uri' }), 'y', 'une URL complète'],
  [Duration(), 'soon', 'une durée comme 500ms'],
]

for (const [schema, value, french] of wrong)
  test(`${JSON.stringify(value)}, which does not fit, is told in French: ${french}`, () => {
    const checked = validator(Type.Object({ one: schema }), 'body')({ one: value })
    assert.ok('problems' in checked)
    const said = checked.problems.map(({ message_i18n = { code: '' } }) => word(message_i18n, 'fr'))
    assert.ok(
      said.some(text => text.includes(french)),
      said.join(),
    )
  })
