import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { silentLog } from '../../../kit/runtime/log.ts'
import { asnDatabase, readAsnDatabase } from './asn-database.ts'

const text = [
  '192.0.2.0\t192.0.2.255\t64500\tFR\tExample',
  '10.0.0.0\t10.255.255.255\t0\tNone\tNot routed',
  '198.51.100.0\t198.51.101.255\t64501\tDE\tOther',
  '2001:db8::\t2001:db8:ffff:ffff:ffff:ffff:ffff:ffff\t64502\tUS\tSix',
  'garbage',
  '',
].join('\n')

test('an address belongs to the system whose range holds it', () => {
  const asnOf = asnDatabase(text)
  const table = [
    ['192.0.2.77', 'AS64500'],
    ['::ffff:192.0.2.77', 'AS64500'],
    ['192.0.3.1', null],
    ['198.51.101.255', 'AS64501'],
    ['10.1.2.3', null],
    ['2001:db8:42::1', 'AS64502'],
    ['2001:db9::1', null],
    ['0.0.0.0', null],
    ['nobody', null],
  ] as const
  for (const [address, system] of table) assert.equal(asnOf(address), system, address)
})

test('whatever the file holds, it can be asked', () => {
  fc.assert(fc.property(fc.string(), fc.ipV4(), (text, address) => asnDatabase(text)(address) === null))
  fc.assert(fc.property(fc.ipV6(), address => [null, 'AS64502'].includes(asnDatabase(text)(address))))
})

test('a file that cannot be read stops nobody', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-systems-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'ip2asn.tsv')
  assert.equal(await readAsnDatabase(file, silentLog()), undefined)
  writeFileSync(file, text)
  assert.equal((await readAsnDatabase(file, silentLog()))?.('192.0.2.1'), 'AS64500')
})
