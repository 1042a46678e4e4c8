import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '../../../../kit/testing/hostile-bus.ts'
import { beginMurmur3, bucketOf, murmur3, murmur3After } from './murmur.ts'

/** The published algorithm once more, word by word on bytes and with BigInt, so that a slip in one is not in the other. */
function reference(bytes: Uint8Array): number {
  const mask = 0xffffffffn
  const rotate = (value: bigint, by: bigint) => ((value << by) | (value >> (32n - by))) & mask
  const mix = (block: bigint) => (rotate((block * 0xcc9e2d51n) & mask, 15n) * 0x1b873593n) & mask
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let hash = 0n
  let at = 0
  for (; at + 4 <= bytes.length; at += 4) {
    hash = (rotate(hash ^ mix(BigInt(view.getUint32(at, true))), 13n) * 5n + 0xe6546b64n) & mask
  }
  let rest = 0n
  for (let index = bytes.length - 1; index >= at; index--) rest = (rest << 8n) | BigInt(bytes[index] ?? 0)
  hash = hash ^ mix(rest) ^ BigInt(bytes.length)
  hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & mask
  hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & mask
  return Number(hash ^ (hash >> 16n))
}

function randomText(random: () => number): string {
  const length = Math.floor(random() * 24)
  const point = () => {
    const plane = random()
    if (plane < 0.4) return Math.floor(random() * 128)
    if (plane < 0.7) return Math.floor(random() * 0x800)
    if (plane < 0.9) return Math.floor(random() * 0xd800)
    return 0x10000 + Math.floor(random() * 0x100000)
  }
  return String.fromCodePoint(...Array.from({ length }, point))
}

test('a text hashed in two steps comes to the same, wherever it is cut', () => {
  const random = seeded(43)
  for (let turn = 0; turn < 20_000; turn++) {
    const text = turn % 2 === 0 ? randomText(random) : `flag-${turn}user-${Math.floor(random() * 1e9)}`
    const cut = Math.floor(random() * (text.length + 1))
    assert.equal(murmur3After(beginMurmur3(text.slice(0, cut)), text.slice(cut)), murmur3(text), text)
  }
})

test('a text is hashed as its UTF-8 bytes, 100,000 random ones of all of Unicode', () => {
  const random = seeded(42)
  for (let turn = 0; turn < 100_000; turn++) {
    const text = randomText(random)
    assert.equal(murmur3(text), reference(Buffer.from(text, 'utf8')), JSON.stringify(text))
  }
})

test('the published values come out', () => {
  assert.equal(murmur3(''), 0)
  assert.equal(murmur3('hello'), 0x248bfa47)
  assert.equal(murmur3('The quick brown fox jumps over the lazy dog'), 0x2e4ff723)
})

test('a long text and half a surrogate pair are hashed too', () => {
  const long = 'zoë-'.repeat(3_000)
  assert.equal(murmur3(long), reference(Buffer.from(long, 'utf8')))
  assert.equal(murmur3('a\ud800b'), reference(Buffer.from('a\ufffdb', 'utf8')))
})

test('a bucket is (hash × weight) >> 32 in 64 bits, without BigInt', () => {
  const random = seeded(7)
  for (let turn = 0; turn < 100_000; turn++) {
    const hash = Math.floor(random() * 2 ** 32)
    const weight = Math.floor(random() * 2 ** 31)
    assert.equal(bucketOf(hash, weight), Number((BigInt(hash) * BigInt(weight)) >> 32n), `${hash} ${weight}`)
  }
})
