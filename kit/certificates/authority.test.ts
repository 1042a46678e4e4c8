import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { Authority, newRequest } from './authority.ts'

const from = Date.parse('2026-03-01T00:00:00Z')
const until = Date.parse('2026-03-08T00:00:00Z')
const authority = async (name = 'Vigie') => Authority.load(await Authority.create({ name, from, until }))

test('a request is signed for the name that the authority says, whatever name it asks for', async () => {
  const ours = await authority()
  const { request, key } = await newRequest('CN=admin,O=everything')
  const signed = new X509Certificate((await ours.signRequest(request, { name: 'plant, O=other', from, until })) ?? '')
  assert.equal(signed.toLegacyObject().subject.CN, 'plant, O=other')
  assert.equal(signed.toLegacyObject().subject.O, undefined)
  assert.equal(signed.verify(new X509Certificate(ours.certificate).publicKey), true)
  assert.equal(signed.ca, false)
  assert.equal(signed.validToDate.getTime(), until)
  assert.deepEqual(signed.keyUsage, ['1.3.6.1.5.5.7.3.2'])
  assert.match(key, /^-----BEGIN PRIVATE KEY-----/)
})

test('what another authority signed is not ours, though it has the same name', async () => {
  const [ours, other] = [await authority(), await authority()]
  const { certificate } = await other.issue({ name: 'plant', from, until })
  assert.equal(new X509Certificate(certificate).verify(new X509Certificate(ours.certificate).publicKey), false)
})

test('a request that proves nothing is not signed', async () => {
  const ours = await authority()
  const { request } = await newRequest('plant')
  const lines = request.trim().split('\n')
  const forged = [...lines.slice(0, 2), lines[2]?.replaceAll('A', 'B'), ...lines.slice(3)].join('\n')
  for (const wrong of ['', 'plant', ours.certificate, forged, request.slice(0, 100)]) {
    assert.equal(await ours.signRequest(wrong, { name: 'plant', from, until }), null, wrong)
  }
})

test('a certificate of a server names its hosts', async () => {
  const { certificate } = await (await authority()).issue({
    name: 'edge',
    from,
    until,
    hosts: ['127.0.0.1', 'edge.test'],
  })
  const read = new X509Certificate(certificate)
  assert.equal(read.checkHost('edge.test'), 'edge.test')
  assert.equal(read.checkIP('127.0.0.1'), '127.0.0.1')
  assert.deepEqual(read.keyUsage, ['1.3.6.1.5.5.7.3.1'])
})
