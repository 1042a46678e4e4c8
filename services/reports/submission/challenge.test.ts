import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testClock } from '../../../kit/testing/clock.ts'
import { plainText } from '../comments/comment.ts'
import { solved } from '../testing/reports-host.ts'
import { Challenges } from './challenge.ts'

test('a solved challenge is good once', () => {
  const challenges = new Challenges(testClock(), 1_000)
  const proof = solved(challenges.make())
  assert.equal(challenges.redeem({ ...proof, number: proof.number + 1 }), 'wrong')
  assert.equal(challenges.redeem(proof), 'good')
  assert.equal(challenges.redeem(proof), 'used')
  assert.equal(new Challenges(testClock(), 1_000).redeem(proof), 'wrong', 'another process has another key')
})

test('it is good for five minutes, and never twice, whatever comes between', async () => {
  const clock = testClock()
  const challenges = new Challenges(clock, 1_000)
  const early = solved(challenges.make())
  const late = solved(challenges.make())
  await clock.advance(290_000)
  assert.equal(challenges.redeem(early), 'good')
  await clock.advance(5_000)
  assert.equal(challenges.redeem(solved(challenges.make())), 'good')
  assert.equal(challenges.redeem(early), 'used')
  await clock.advance(5_000)
  assert.equal(challenges.redeem(late), 'expired')
})

test('nobody can lengthen the life of a challenge or guess a proof', () => {
  const challenges = new Challenges(testClock(), 1_000)
  const { salt, signature, number } = solved(challenges.make())
  const longer = salt.replace(/\..*\./, '.zzzzzz.')
  assert.equal(challenges.redeem({ salt: longer, number, signature }), 'wrong')
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.string(), (salt, number, signature) => {
      assert.equal(challenges.redeem({ salt, number, signature }), 'wrong')
    }),
  )
})

test('a comment is plain text, whatever it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), comment => {
      const text = plainText(comment)
      assert.ok(text.isWellFormed() && text === text.trim())
      assert.doesNotMatch(text.replaceAll('\n', ' '), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
    }),
  )
})
