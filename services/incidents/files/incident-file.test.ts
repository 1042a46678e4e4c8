import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { fileName, fileStem } from './incident-file.ts'

const named = (name: string) =>
  fileStem({ component: { id: 'c', slug: 's', name }, title: 'T', started_at: '2024-11-06T15:30:45.999Z' })

test('a file is called after the component and the second in which it failed', () => {
  assert.equal(fileName(named('API Production'), 1), 'API_Production_20241106_153045.json')
  assert.equal(fileName(named('API Production'), 2), 'API_Production_20241106_153045_2.json')
})

test('letters of any language stay', () => {
  assert.equal(named('Système d’été à Genève'), 'Système_d’été_à_Genève_20241106_153045')
})

test('an incident without a component is called after its title', () => {
  assert.equal(
    fileStem({ component: null, title: 'Office move', started_at: '2024-11-06T15:30:45.000Z' }),
    'Office_move_20241106_153045',
  )
})

test('no name leaves the folder, hides or breaks a file system', () => {
  assert.equal(named('../../etc/passwd'), '___.._etc_passwd_20241106_153045')
  assert.equal(named('a/b\\c:d*e?"f<g>h|i\n\u0000'), 'a_b_c_d_e__f_g_h_i___20241106_153045')
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), name => {
      const file = fileName(named(name), 12)
      assert.equal(basename(file), file)
      assert.ok(!file.startsWith('.') && !/[\s/\\\p{Cc}]/u.test(file))
      assert.ok(Buffer.byteLength(file) <= 220)
      assert.equal(Buffer.from(file).toString(), file)
    }),
  )
})
