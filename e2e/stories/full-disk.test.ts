import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import { putOn, smallDisk } from '../../kit/testing/faults/full-disk.ts'
import { startVigie, testAdminKey } from '../../kit/testing/process.ts'
import { type FakeSlack, startSlack } from '../../kit/testing/slack.ts'
import { startTarget } from '../../kit/testing/target.ts'
import { until } from '../../kit/testing/until.ts'
import { startWebhookSink, type WebhookSink } from '../../kit/testing/webhook.ts'

const mebibyte = 1_048_576
const administrator = { email: 'ada@example.com', password: 'a long enough password' }

test('a disk that is full while services fail: said with its cause, nothing shown green, people told once, back by itself', async t => {
  const disk = smallDisk(t, 20 * mebibyte)
  if (!disk) return
  const [target, slack, sink] = [await startTarget(), await startSlack(), await startWebhookSink()]
  t.after(() => Promise.all([target.stop(), slack.stop(), sink.stop()]))
  const vigie = await startVigie({
    config: configOf(target.url, slack.api_url, sink.url),
    environment: {
      SLACK_BOT_TOKEN: slack.token,
      VIGIE_ADMIN_EMAIL: administrator.email,
      VIGIE_ADMIN_PASSWORD: administrator.password,
    },
    fill: async folder => putOn(disk, folder, ['data', 'logs', 'incidents']),
  })
  t.after(() => vigie.remove())
  const get = async (path: string) => {
    const answer = await fetch(vigie.url + path, { headers: { authorization: `Bearer ${testAdminKey}` } })
    return { status: answer.status, body: await answer.text() }
  }
  const told = () => slack.messages.map(({ text }) => text.split('\n')[0] ?? '')
  const isTold = (what: RegExp) => until(`${what} on Slack`, () => told().some(text => what.test(text)))
  await until('a green page', async () => /All systems operational/.test((await get('/')).body))

  disk.fill()
  await until('it is not ready', async () => (await get('/readyz')).status === 503)
  const full = disk.freeBytes()
  const ready = JSON.parse((await get('/readyz')).body)
  assert.ok(
    JSON.stringify(ready).includes(`the disk of ${vigie.folder}/data is full`),
    `${full} bytes are free: ${JSON.stringify(ready)}`,
  )
  await until('a page that knows nothing', async () =>
    /The state of our services is unknown/.test((await get('/')).body),
  )
  const { items: components } = await vigie.get<{ items: { status: string }[] }>('/api/v1/components')
  assert.deepEqual(new Set(components.map(({ status }) => status)), new Set(['unknown']))
  const signIn = () =>
    fetch(`${vigie.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(administrator),
    })
  const refused = await signIn()
  assert.deepEqual([refused.status, ((await refused.json()) as { code: string }).code], [503, 'store.disk-full'])

  target.answer('/alpha', { status: 503, body: 'no' })
  await isTold(/Lookout is down/)
  await isTold(/Alpha is down/)
  target.answer('/beta', { status: 500, body: 'no' })
  await isTold(/Beta is down/)
  target.answer('/alpha', undefined)
  await isTold(/Resolved: Alpha is down/)

  disk.free()
  await until('it is ready again', async () => (await get('/readyz')).status === 200)
  assert.equal((await signIn()).status, 200)
  await isTold(/Resolved: Lookout is down/)
  await until('the page says who is down', async () => /Beta is down|Beta has an outage/.test((await get('/')).body))
  target.answer('/beta', undefined)
  await isTold(/Resolved: Beta is down/)
  await until('a green page again', async () => /All systems operational/.test((await get('/')).body))

  const { items } = await vigie.get<{ items: Incident[] }>('/api/v1/incidents')
  assert.deepEqual(items.map(({ title, status }) => `${title}: ${status}`).toSorted(), [
    'Alpha is down: resolved',
    'Beta is down: resolved',
    'Lookout is down: resolved',
  ])
  for (const incident of items) isToldOnce(incident, slack, sink)
  assert.equal(slack.messages.length, 6, told().join('\n'))
  const inFiles = () => readdirSync(join(vigie.folder, 'incidents')).filter(name => name.endsWith('.json')).length
  await until('the files of incidents', () => inFiles() === 3)
  const log = readFileSync(join(vigie.folder, 'logs', 'vigie.log'), 'utf8')
  assert.equal(log.match(/"nothing can be stored"/g)?.length, 1, vigie.output())
  assert.equal(log.match(/"everything can be stored again"/g)?.length, 1)
  assert.doesNotMatch(log, /rollback|could not be stored/)
})

/** On both channels: the beginning and the end, each under one id, and of the incident that there is now. */
function isToldOnce(incident: Incident, slack: FakeSlack, sink: WebhookSink): void {
  const messages = slack.messages.filter(({ text }) => text.includes(incident.title))
  const ids = new Set(messages.map(({ metadata }) => metadata?.event_payload.delivery_id))
  assert.deepEqual([messages.length, ids.size], [2, 2], incident.title)
  const events = sink.accepted.map(({ body }) => JSON.parse(body)).filter(({ subject }) => subject === incident.id)
  const kinds = events.map(({ type }) => String(type).replace(/.*incident-|\.v1/g, ''))
  assert.deepEqual(kinds.filter(kind => kind === 'opened').length, 1, `${incident.title}: ${kinds}`)
  assert.deepEqual(kinds.filter(kind => kind === 'resolved').length, 1, `${incident.title}: ${kinds}`)
  const last = events.find(({ type }) => String(type).includes('resolved'))
  assert.equal(last.data.number, incident.number)
  assert.equal(last.data.started_at, incident.started_at)
  assert.equal(last.data.resolved_at, incident.resolved_at)
}

function configOf(target: string, api_url: string, hook: string): string {
  return `
services:
  - { name: Alpha, url: "${target}/alpha" }
  - { name: Beta, url: "${target}/beta" }
  - { name: Gamma, url: "${target}/gamma" }
monitoring: { check_interval: 1, failure_threshold: 2 }
slack: { channel: "#alerts", api_url: "${api_url}" }
notifications: [{ name: hook, kind: webhook, url: "${hook}" }]
logging: { level: INFO, file: logs/vigie.log, incidents_dir: incidents }
`
}
