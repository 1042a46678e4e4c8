import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { slugOf } from './slug.ts'

test('a slug is fit for a path whatever the name is', () => {
  assert.equal(slugOf('API Production'), 'api-production')
  assert.equal(slugOf('Système d’Été (v2)'), 'systeme-d-ete-v2')
  assert.equal(slugOf('../../etc/passwd'), 'etc-passwd')
  assert.equal(slugOf('支払い'), '支払い')
  assert.equal(slugOf('Œuvre Straße'), 'oeuvre-strasse')
  assert.equal(slugOf('***'), 'service')
  fc.assert(fc.property(fc.string({ unit: 'binary' }), name => assert.match(slugOf(name), /^[^\s/\\.?#%]+$/u)))
})
