import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { linkSigner } from './link-token.ts'

const links = linkSigner(randomBytes(32))

test('what was signed is read again, for the same purpose only', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const token = links.sign('a', text)
      assert.equal(links.verify('a', token), text)
      assert.equal(links.verify('b', token), null)
      assert.equal(linkSigner(randomBytes(32)).verify('a', token), null)
    }),
  )
})

test('nothing else is read, whatever it looks like', () => {
  fc.assert(fc.property(fc.string(), text => assert.equal(links.verify('a', text), null)))
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(), (text, at) => {
      const token = links.sign('a', text)
      const place = at % token.length
      const other = token[place] === 'A' ? 'B' : 'A'
      const forged = `${token.slice(0, place)}${other}${token.slice(place + 1)}`
      // Of the last letter only some bits count.
      if (place < token.length - 1) assert.equal(links.verify('a', forged), null)
    }),
  )
})
