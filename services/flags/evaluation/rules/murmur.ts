// MurmurHash3 x86 32-bit (Austin Appleby, public domain), seed 0, over the UTF-8 bytes of a text: what flagd buckets by.

const encoder = new TextEncoder()
let bytes = new Uint8Array(1_024)

export function murmur3(text: string): number {
  const { length } = text
  if (length * 3 > bytes.length) bytes = new Uint8Array(length * 3)
  // By hand as long as it is ASCII: for the short keys of users that is several times faster than the encoder.
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    if (unit > 127) return hashOf(encoder.encodeInto(text, bytes).written)
    bytes[at] = unit
  }
  return hashOf(length)
}

/** What hashing an ASCII text has come to, so that texts which begin with it share the work; of others only the text. */
export type Begun = { readonly text: string; readonly isAscii: boolean; readonly hash: number; readonly rest: number }

export function beginMurmur3(text: string): Begun {
  let [hash, rest, all] = [0, 0, 0]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    all |= unit
    rest |= unit << ((at & 3) << 3)
    if ((at & 3) !== 3) continue
    hash = stirred(hash, rest)
    rest = 0
  }
  return { text, isAscii: all <= 127, hash, rest }
}

/** As `murmur3` of both texts in a row, which need not be joined for it. */
export function murmur3After(begun: Begun, text: string): number {
  let { hash, rest } = begun
  const before = begun.text.length
  const length = before + text.length
  let all = begun.isAscii ? 0 : 128
  for (let at = before; at < length; at++) {
    const unit = text.charCodeAt(at - before)
    all |= unit
    rest |= unit << ((at & 3) << 3)
    if ((at & 3) !== 3) continue
    hash = stirred(hash, rest)
    rest = 0
  }
  if (all > 127) return murmur3(begun.text + text)
  return finished(hash ^ mixed(rest) ^ length)
}

export function murmur3Of(given: Uint8Array): number {
  if (given.length > bytes.length) bytes = new Uint8Array(given.length)
  bytes.set(given)
  return hashOf(given.length)
}

function hashOf(length: number): number {
  let hash = 0
  const tail = length & ~3
  for (let at = 0; at < tail; at += 4) {
    hash = stirred(hash, byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24))
  }
  let rest = 0
  if ((length & 3) > 2) rest ^= byte(tail + 2) << 16
  if ((length & 3) > 1) rest ^= byte(tail + 1) << 8
  if ((length & 3) > 0) hash ^= mixed(rest ^ byte(tail))
  return finished(hash ^ length)
}

const byte = (at: number): number => bytes[at] ?? 0

function stirred(hash: number, block: number): number {
  const once = hash ^ mixed(block)
  return (Math.imul((once << 13) | (once >>> 19), 5) + 0xe6546b64) | 0
}

function mixed(block: number): number {
  const once = Math.imul(block, 0xcc9e2d51)
  return Math.imul((once << 15) | (once >>> 17), 0x1b873593)
}

function finished(hash: number): number {
  let last = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  last = Math.imul(last ^ (last >>> 13), 0xc2b2ae35)
  return (last ^ (last >>> 16)) >>> 0
}

/** `(hash * weight) >> 32` in 64 bits, exact without BigInt for a weight below 2^31: which of `weight` equal buckets. */
export function bucketOf(hash: number, weight: number): number {
  return Math.floor(((hash >>> 16) * weight + Math.floor(((hash & 65_535) * weight) / 65_536)) / 65_536)
}
