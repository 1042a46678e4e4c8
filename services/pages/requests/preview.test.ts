import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PreviewBanner } from '../../../contracts/communications/announcements.ts'
import { testHost, testKey } from '../../../kit/testing/host.ts'
import { pages } from '../service.ts'

test('a draft is shown at the top of the page, shut into its frame, without a script that could not run there', async t => {
  const host = await testHost(t, { services: [pages] })
  const draft = { title: 'Late <b>', message: 'Parcels come tomorrow.', level: 'info', language: 'en' }
  const { statusCode, body, headers } = await host.host.app.inject({
    method: 'POST',
    url: PreviewBanner.path,
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Bearer ${testKey}` },
    payload: new URLSearchParams(draft).toString(),
  })
  assert.equal(statusCode, 200)
  assert.match(String(headers['content-security-policy']), /^sandbox; /)
  assert.match(body, /Late &lt;b&gt;/)
  assert.doesNotMatch(body, /<script/)
})
