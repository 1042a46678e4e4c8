import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Announce, ChangeBanner, EndBanner, ListBanners } from '../../../contracts/communications/announcements.ts'
import { type TestHost, testHost, testKey } from '../../../kit/testing/host.ts'
import { communications } from '../service.ts'

const start = (t: TestContext): Promise<TestHost> =>
  testHost(t, { services: [communications], config: { notifications: [] }, bus: 'kind' })

const letter = (host: TestHost, fields: Readonly<Record<string, string>>, authorization = `Bearer ${testKey}`) =>
  host.host.app.inject({
    method: 'POST',
    url: '/api/v1/announcements/preview/letter',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization },
    payload: new URLSearchParams(fields).toString(),
  })

test('a draft is shown as the letter that it would be, shut into its frame, and sent to nobody', async t => {
  const host = await start(t)
  const draft = {
    title: 'Réseau <b>lent</b>',
    message: 'Un instant.',
    level: 'warning',
    component: 'API',
    language: 'fr',
  }
  const { statusCode, body, headers } = await letter(host, draft)
  assert.equal(statusCode, 200)
  assert.match(body, /^<!doctype html><html lang="fr">.*Réseau &lt;b&gt;lent&lt;\/b&gt;.*Un instant\..*API/s)
  assert.match(String(headers['content-security-policy']), /^sandbox; default-src 'none'; .*frame-ancestors 'self'$/)
  assert.equal((await letter(host, { ...draft, level: 'loud' })).statusCode, 400)
  assert.equal((await host.inject('POST', '/api/v1/announcements/preview/letter', draft)).status, 401)
})

test('a banner that somebody ended comes back when they think again', async t => {
  const host = await start(t)
  const news = { title: 'Late', message: 'Parcels come tomorrow.', state: 'info', banner: true }
  const { id } = await host.call(Announce, { body: news })
  await host.call(EndBanner, { params: { id } })
  await host.call(ChangeBanner, { params: { id }, body: { ends_at: null } })
  assert.deepEqual(
    (await host.call(ListBanners)).items.map(one => one.id),
    [id],
  )
  const past = { params: { id }, body: { ends_at: '2020-01-01T00:00:00.000Z' } }
  await assert.rejects(host.call(ChangeBanner, past), { code: 'communications.end-before-start' })
  const unknown = { params: { id: 'x' }, body: { ends_at: null } }
  await assert.rejects(host.call(ChangeBanner, unknown), { code: 'communications.banner-not-found' })
})
