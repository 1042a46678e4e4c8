import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { GrowingBuffer } from './growing-buffer.ts'

test('it is all its pieces, in memory of its own as soon as there are two, whatever was announced', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 40 }),
      fc.option(fc.nat(1_000)),
      (all, said) => {
        const buffer = new GrowingBuffer(said ?? undefined)
        const pieces = all.map(piece => Buffer.from(piece))
        let length = 0
        for (const piece of pieces) {
          length += piece.length
          assert.equal(buffer.add(piece), length)
        }
        const whole = buffer.whole()
        assert.deepEqual(whole, Buffer.concat(pieces))
        if (pieces.filter(piece => piece.length > 0).length > 1) assert.equal(whole.buffer.byteLength, length)
      },
    ),
  )
})
