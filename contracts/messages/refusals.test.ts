import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { conflict, fieldProblem, invalidFields } from '../refusals.ts'
import { word } from './words.ts'

const root = join(import.meta.dirname, '..', '..')
/** Said on the terminal or in the log only. */
const onTerminal = /^kit\/(backup|cli|config|secrets|store)\/|-commands?\.ts$|\/(flag-file|kuma-database)\.ts$/
/** What is wrong with a file or with a context is found as a sentence. */
const inSentences = /\/(statuspage-export|plan-import|evaluation-routes)\.ts$/

test('a refusal that a client reads has its sentence in the catalogues, in every language', () => {
  const files = globSync('{kit,services}/**/*.ts', { cwd: root })
  const product = files.filter(
    file => !/\.test\.ts$|\/testing\//.test(file) && !onTerminal.test(file) && !inSentences.test(file),
  )
  const untold = product.filter(file =>
    /import \{[^}]*\b(?:notFound|conflict|invalid|unauthenticated|forbidden|limited|unavailable)\b[^}]*\} from '[./]*(?:service\/)?errors\.ts'/.test(
      readFileSync(join(root, file), 'utf8'),
    ),
  )
  assert.ok(product.length > 500)
  assert.deepEqual(untold, [])
})

test('a refusal is a sentence in English and a message for everybody else, under its own code', () => {
  const { code, message, detail_i18n } = conflict('monitor.name-taken:file', { name: 'Api', place: 'vigie.yaml:3' })
  assert.deepEqual([code, message], ['monitor.name-taken', '"Api" is watched already (vigie.yaml:3)'])
  assert.equal(detail_i18n && word(detail_i18n, 'fr'), '«\u00a0Api\u00a0» est déjà surveillé (vigie.yaml:3)')
})

test('of several fields that are wrong the first is told', () => {
  const wrong = [fieldProblem('body.name', 'field.empty'), fieldProblem('body.url', 'problem.no-url')]
  const { message, detail_i18n } = invalidFields('http.invalid', wrong)
  assert.equal(message, 'body.name must not be empty (and 1 more)')
  assert.equal(detail_i18n && word(detail_i18n, 'fr'), 'body.name ne doit pas être vide (et 1 de plus)')
})
