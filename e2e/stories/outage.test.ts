import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { IncidentStats } from '../../contracts/incidents/incident-statistics.ts'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import { startSlack } from '../../kit/testing/slack.ts'
import { startTarget } from '../../kit/testing/target.ts'
import { until } from '../../kit/testing/until.ts'
import { deployments } from './deployment.ts'

for (const { name, start } of deployments) {
  describe(`an outage, ${name}`, () => {
    test('is seen, told once on Slack, shown on the page, kept in a file, and told again when it is over', async t => {
      const target = await startTarget()
      const slack = await startSlack()
      t.after(() => Promise.all([target.stop(), slack.stop()]))
      const vigie = await start(t, plainConfig(target.url, slack.api_url))
      const page = async (path = '/') => (await fetch(vigie.url('pages') + path)).text()

      await until('the first look', () => target.hits() > 0)
      await until('a green page', async () => /All systems operational/.test(await page()))

      await target.behave({ status: 503, body: 'down for lunch' })
      await until('the alert', () => slack.messages.length === 1)
      const [alert] = slack.messages
      const said = JSON.stringify(alert)
      assert.match(said, /<!channel>/)
      assert.match(said, /Paiement Éclair/)
      assert.match(said, /503/)
      assert.equal(alert?.channel, '#asl-alerts')

      const open = await vigie.of('incidents').get<{ items: Incident[] }>('/api/v1/incidents?status=open')
      assert.equal(open.items.length, 1)
      const incident = open.items[0] as Incident
      assert.equal(incident.impact, 'critical')
      assert.equal(incident.evidence?.first_failure?.http_status, 503)
      assert.match(incident.evidence?.first_failure?.body ?? '', /down for lunch/)
      assert.equal(incident.evidence?.last_good?.http_status, 200)
      assert.ok(said.includes(incident.number))
      await until(
        'the outage on the page',
        async () => /Paiement Éclair/.test(await page()) && !/All systems operational/.test(await page()),
      )
      assert.match(await page(`/incidents/${incident.number}`), /Paiement Éclair/)

      const folder = join(vigie.of('incidents').folder, 'incidents')
      const file = () => JSON.parse(readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8'))
      await until('the incident file', () => readdirSync(folder).length === 1)
      assert.match(readdirSync(folder)[0] ?? '', /^Paiement_.clair_\d{8}_\d{6}\.json$/)
      assert.equal(file().service, 'Paiement Éclair')
      assert.equal(file().http_code, 503)

      await target.behave('ok')
      await until('the recovery', () => slack.messages.length === 2)
      assert.ok(JSON.stringify(slack.messages[1]).includes(incident.number))
      await until('the closed file', () => file().status === 'resolved')
      assert.ok(file().duration_s > 0)
      await until('a green page again', async () => /All systems operational/.test(await page()))
      const stats = await vigie.of('incidents').get<IncidentStats>('/api/v1/incidents/stats')
      assert.deepEqual([stats.total, stats.open, stats.resolved], [1, 0, 1])
      assert.equal(slack.messages.length, 2)

      const { keys } = await vigie.of('identity').get<{ keys: unknown[] }>('/.well-known/jwks.json')
      assert.ok(keys.length > 0)
      for (const one of vigie.all) assert.equal((await fetch(`${one.url}/readyz`)).status, 200)
      const { code, output } = await vigie.of('incidents').stop()
      assert.equal(code, 0)
      const last = output.trimEnd().split('\n').slice(-4)
      assert.deepEqual(last.slice(0, 3), ['Incidents total: 1', 'Incidents active: 0', 'Incidents resolved: 1'])
      assert.match(last[3] ?? '', /^Mean duration: \d+\.\d\ds$/)
    })
  })
}

test('a continuing outage is not told a second time after kill -9 and a new start', async t => {
  const target = await startTarget({ status: 500, body: 'no' })
  const slack = await startSlack()
  t.after(() => Promise.all([target.stop(), slack.stop()]))
  const deployment = await deployments[0]?.start(t, plainConfig(target.url, slack.api_url))
  const vigie = deployment?.of('monitor')
  assert.ok(vigie)
  await until('the alert', () => slack.messages.length === 1)
  await vigie.kill()
  const hits = target.hits()
  await vigie.restart()
  await until('more looks', () => target.hits() > hits + 4)
  // A message that was on its way when the process died may come again, under the key it had.
  const told = () => new Set(slack.messages.map(message => message.metadata?.event_payload.delivery_id)).size
  assert.equal(told(), 1)
  await target.behave('ok')
  await until('the recovery', () => told() === 2)
  const { items } = await vigie.get<{ items: Incident[] }>('/api/v1/incidents')
  assert.equal(items.length, 1)
})

function plainConfig(url: string, api_url: string): string {
  return `
services:
  - name: "Paiement Éclair"
    url: "${url}/health"
    method: "GET"
    expected_status: 200
    timeout: 5
    critical: true
monitoring: { check_interval: 1, failure_threshold: 2, default_timeout: 10 }
slack: { channel: "#asl-alerts", enabled: true, mention_channel: true, api_url: "${api_url}" }
logging: { level: INFO, file: logs/monitoring.log, incidents_dir: incidents }
`
}
