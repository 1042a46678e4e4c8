'use strict'

/** Which order numbers were seen: a bit for each whole number, so that millions of them take little memory. */
class KnownNumbers {
  constructor() {
    this.bits = new Uint32Array(1024)
    this.others = new Set()
  }

  /** True: it was there already. */
  add(text) {
    const number = wholeNumber(text)
    if (number < 0) {
      const isKnown = this.others.has(text)
      this.others.add(text)
      return isKnown
    }
    const word = number >>> 5
    if (word >= this.bits.length) {
      const larger = new Uint32Array(Math.max(word + 1, this.bits.length * 2))
      larger.set(this.bits)
      this.bits = larger
    }
    const bit = 1 << (number & 31)
    if ((this.bits[word] & bit) !== 0) return true
    this.bits[word] |= bit
    return false
  }
}

const largest = 2 ** 28

/** -1: it is none that is written plainly, or a very large one. */
function wholeNumber(text) {
  const { length } = text
  if (length === 0 || length > 9 || (length > 1 && text.charCodeAt(0) === 48)) return -1
  let value = 0
  for (let at = 0; at < length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value < largest ? value : -1
}

module.exports = { KnownNumbers }
