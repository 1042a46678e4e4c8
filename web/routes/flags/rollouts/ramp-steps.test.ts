import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flagLeasesWords } from '../../../messages/flag-leases.ts'
import { readSteps } from './ramp-steps.ts'

test('the steps that the form begins with are read in both languages, and come to the same', () => {
  const steps = readSteps(flagLeasesWords.en.usualSteps)
  assert.deepEqual(steps?.[2], { percent: 50, for_s: 86_400 })
  assert.equal(steps?.length, 4)
  assert.deepEqual(readSteps(flagLeasesWords.fr.usualSteps), steps)
})

test('a share above a hundred, or one that does not say how long, is none', () => {
  for (const text of ['', '5, 100', '101', '5 for 1w, 100', '5 for 0h, 100'])
    assert.equal(readSteps(text), undefined, text)
})
