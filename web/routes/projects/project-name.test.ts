import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { FlagSetName } from '../../../contracts/flags/flags.ts'
import { nameFrom } from './project-name.ts'

test('a title gives a name that the server takes, or none', () => {
  const names: readonly (readonly [string, string])[] = [
    ['Préproduction', 'preproduction'],
    ['The shop, web & app', 'the-shop-web-app'],
    ['Œuvre 2', 'oeuvre-2'],
    ['Магазин web', 'web'],
    ['Магазин', ''],
    ['   ', ''],
  ]
  for (const [title, name] of names) assert.equal(nameFrom(title), name, title)
  const long = nameFrom('a '.repeat(100))
  for (const name of [...names.map(([, one]) => one).filter(Boolean), long]) assert.ok(Value.Check(FlagSetName, name))
})
