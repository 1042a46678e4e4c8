import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PublicStatus } from '../status/public-status.ts'
import { samplePage, wordsOf } from '../testing/sample-page.ts'
import { nothingKnown, sampleIncident, sampleStatus } from '../testing/sample-status.ts'
import { historyView } from './history.ts'

const sheetsOf = (status: PublicStatus, minute = 1) => historyView.pages(status, { changed: 1, minute })
const textOf = (status: PublicStatus, index = 0, language: 'en' | 'fr' = 'en') =>
  sheetsOf(status)[index]?.render(samplePage(status, language)).text ?? ''

test('three months are on a page, each with its incidents, and earlier ones have addresses of their own', () => {
  const status = sampleStatus(3)
  assert.deepEqual(
    sheetsOf(status).map(rendered => rendered.address),
    ['/history', '/history/2026-08'],
  )
  assert.match(
    wordsOf(textOf(status)),
    /Incident history November\u00a02026 3 incidents Critical impact API Production is down .*October\u00a02026 No incident\./,
  )
  assert.match(wordsOf(textOf(status, 0, 'fr')), /Historique des incidents Novembre\u00a02026 3\u00a0incidents/)
})

test('one goes back until the first incident that is known, and forward until now', () => {
  const old = { ...sampleStatus(1).history, first: '2026-01-31T12:00:00.000Z' }
  const status = { ...sampleStatus(1), history: old }
  assert.match(textOf(status), /<a href="\/history\/2026-08" rel="next">/)
  assert.doesNotMatch(textOf(status), /rel="prev"/)
  assert.match(textOf(status, 1), /<a href="\/history\/2026-05" rel="next">.*<a href="\/history" rel="prev">/)
  const recent = { ...status, history: { ...old, first: '2026-09-01T12:00:00.000Z' } }
  assert.doesNotMatch(textOf(recent), /rel="next"|class="pager"/)
})

test('what is over is not rendered again because a minute went by', () => {
  const versions = (status: PublicStatus, minute: number) => sheetsOf(status, minute).map(rendered => rendered.version)
  const quiet = sampleStatus(3)
  assert.deepEqual(versions(quiet, 1), versions(quiet, 2))
  const [month, ...others] = quiet.history.months
  const open = { ...month!, total: 4, incidents: [sampleIncident(9, { resolved_at: null }), ...month!.incidents] }
  const busy = { ...quiet, history: { ...quiet.history, months: [open, ...others] } }
  assert.notEqual(versions(busy, 1)[0], versions(busy, 2)[0])
  assert.equal(versions(busy, 1)[1], versions(busy, 2)[1])
})

test('a month with more incidents than are listed says how many there are', () => {
  const quiet = sampleStatus(3)
  const [month, ...others] = quiet.history.months
  const status = { ...quiet, history: { ...quiet.history, months: [{ ...month!, total: 1_003 }, ...others] } }
  assert.match(wordsOf(textOf(status)), /1003 incidents .*and 1000 more incidents/)
})

test('before anything is known there is nothing to page through', () => {
  assert.deepEqual(sheetsOf(nothingKnown), [])
})
