import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { inEnglish } from '../../../contracts/messages/words.ts'
import type { ProviderState } from '../../../contracts/providers.ts'
import type { Scope } from '../state/scope.ts'
import { snapshotOf, wide } from '../testing/sample.ts'
import type { Document } from './reading/adapter.ts'

// What vendors really sent, kept beside the repository: without it these tests are skipped.
const folder = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'providers')
const options = existsSync(folder) ? {} : { skip: 'missing ../shared' }

type Row = readonly [file: string, kind: string, state: ProviderState, read_at: string]

/** Read at the time when each was captured; what is not plain from the file is explained. */
const table: readonly Row[] = [
  ['apple/system_status.json', 'apple', 'operational', '2026-07-30T12:00:00Z'],
  // Synthetic; without a time nothing is stale.
  ['aws/algora-aws_current.json', 'aws', 'degraded', '2026-08-01T00:00:00Z'],
  ['aws/algora-aws_regional.json', 'aws', 'major_outage', '2026-08-01T00:00:00Z'],
  // Two disruptions of March, silent since April: stale.
  ['aws/all-2026-08.rss', 'aws', 'degraded', '2026-08-18T12:30:00Z'],
  ['aws/currentevents-2026-08-01.utf8.json', 'aws', 'degraded', '2026-08-01T00:40:00Z'],
  ['aws/currentevents-uae-2026.utf8.json', 'aws', 'degraded', '2026-08-01T00:40:00Z'],
  ['aws/legacy-data-2022.json', 'aws', 'operational', '2022-07-01T00:00:00Z'],
  ['azure/algora-azure_healthy_empty.xml', 'azure', 'operational', '2026-08-01T23:02:30Z'],
  ['azure/algora-azure_live_westus.xml', 'azure', 'partial_outage', '2026-07-23T16:50:00Z'],
  ['azure/algora-azure_regional.xml', 'azure', 'partial_outage', '2026-08-01T00:00:00Z'],
  ['azure/devops-health.json', 'azure', 'operational', '2026-07-24T17:06:00Z'],
  ['azure/feed-empty.xml', 'azure', 'operational', '2026-08-01T00:23:00Z'],
  ['azure/posts-azure.json', 'azure', 'operational', '2026-08-01T00:36:00Z'],
  ['betterstack/algora-betterstack_incident.json', 'better-stack', 'major_outage', '2026-06-11T00:00:00Z'],
  ['betterstack/algora-betterstack_operational.json', 'better-stack', 'operational', '2026-06-11T00:00:00Z'],
  ['betterstack/buildjet-good.html', 'better-stack', 'operational', '2026-08-06T08:00:00Z'],
  ['betterstack/stormboard-page.html', 'better-stack', 'operational', '2026-07-30T21:45:00Z'],
  ['concur/banner.json', 'concur', 'operational', '2026-07-30T12:00:00Z'],
  ['documented/heroku/current-status-green.json', 'heroku', 'operational', '2026-01-01T00:30:00Z'],
  ['documented/heroku/current-status-red.json', 'heroku', 'major_outage', '2026-01-01T00:30:00Z'],
  ['documented/instatus/summary.json', 'instatus', 'major_outage', '2022-06-11T19:00:00Z'],
  ['documented/oci/components.json', 'oracle', 'operational', '2021-08-27T21:00:00Z'],
  ['documented/oci/status.json', 'oracle', 'degraded', '2021-08-27T21:00:00Z'],
  ['documented/slack/current-active.json', 'slack', 'degraded', '2018-09-08T02:00:00Z'],
  ['documented/slack/current-ok.json', 'slack', 'operational', '2018-09-08T02:00:00Z'],
  ['documented/statusio/status-operational.json', 'status-io', 'operational', '2016-01-29T23:00:00Z'],
  ['gcp/incidents-2of-many-2026-08.json', 'google-cloud', 'operational', '2026-08-18T12:00:00Z'],
  ['gcp/incidents-full-2022.json', 'google-cloud', 'operational', '2022-07-01T20:00:00Z'],
  // The catalogue of products has no state in it.
  ['gcp/products-excerpt-2026.json', 'google-cloud', 'unknown', '2026-08-18T12:00:00Z'],
  ['google-workspace/appsstatus-incidents.json', 'google-cloud', 'operational', '2026-07-30T12:00:00Z'],
  ['ibm/getEnhancedStatus-trimmed.json', 'ibm-cloud', 'operational', '2026-08-01T00:00:00Z'],
  ['incidentio/aiven-minor.html', 'incident-io', 'partial_outage', '2026-03-03T04:00:00Z'],
  ['incidentio/linear-good.html', 'incident-io', 'operational', '2026-03-17T16:18:00Z'],
  // Its components are well again, its heading says "We’re currently experiencing issues".
  ['incidentio/openai-major.html', 'incident-io', 'degraded', '2026-03-17T16:18:34Z'],
  ['incidentio/rollbar-good.html', 'incident-io', 'operational', '2026-03-17T16:18:00Z'],
  ['instatus/coalition-summary.json', 'instatus', 'operational', '2026-08-01T00:00:00Z'],
  ['instatus/perplexity-summary.json', 'instatus', 'operational', '2026-08-01T00:00:00Z'],
  ['instatus/whereby-good.html', 'instatus', 'operational', '2026-08-01T00:00:00Z'],
  ['m365/feed-mac.xml', 'm365', 'operational', '2026-08-01T00:06:00Z'],
  ['m365/posts-m365Consumer.json', 'm365', 'operational', '2026-08-01T00:35:00Z'],
  ['m365/posts-mac.json', 'm365', 'operational', '2026-08-01T00:40:00Z'],
  ['m365/posts.json', 'm365', 'operational', '2026-07-30T19:00:00Z'],
  ['meta/orgs.json', 'meta', 'operational', '2026-08-01T00:00:00Z'],
  ['misc/xai-active.xml', 'rss-atom', 'major_outage', '2026-07-31T12:00:00Z'],
  ['misc/xai-resolved.xml', 'rss-atom', 'operational', '2026-07-07T17:00:00Z'],
  ['okta/status.html', 'okta', 'operational', '2026-07-30T20:00:00Z'],
  ['salesforce/v1-products-Tableau.json', 'salesforce', 'operational', '2026-07-30T12:00:00Z'],
  ['slack/history-v2.0.0-2026-08.json', 'slack', 'degraded', '2026-08-18T12:00:00Z'],
  ['sorryapp/iorad-status.json', 'sorryapp', 'operational', '2026-07-30T12:00:00Z'],
  // What was, all of it resolved, and no word about what is.
  ['statuspage/github-incidents-5-2026-08.json', 'statuspage', 'unknown', '2026-08-18T12:30:00Z'],
  // Four of six components are out, and nobody opened an incident.
  ['statuspage/summary-anthropic-outage-no-incident.json', 'statuspage', 'major_outage', '2026-07-29T20:34:00Z'],
  ['statuspage/summary-anthropic-outage.json', 'statuspage', 'major_outage', '2026-07-29T20:34:00Z'],
  ['statuspage/summary-anthropic.json', 'statuspage', 'operational', '2026-07-30T17:20:00Z'],
  // 26 of 442 places; the group that repeats them does not count.
  ['statuspage/summary-cloudflare.json', 'statuspage', 'partial_outage', '2026-07-30T17:21:00Z'],
  ['statuspage/summary-cloudgov.json', 'statuspage', 'operational', '2026-08-14T19:05:00Z'],
  ['statuspage/summary-discord-api-outage.json', 'statuspage', 'major_outage', '2026-08-04T20:00:00Z'],
  ['statuspage/summary-github.json', 'statuspage', 'operational', '2026-07-30T17:20:00Z'],
  // An incident is open, and the component that it names says that it is well.
  ['statuspage/summary-knowbe4.json', 'statuspage', 'operational', '2026-07-30T17:20:00Z'],
  ['statuspage/summary-logingov.json', 'statuspage', 'operational', '2026-08-14T19:05:00Z'],
  ['statuspage/summary-openai.json', 'statuspage', 'operational', '2026-07-30T17:20:00Z'],
  ['statuspage/summary-outsystems-regional-outage.json', 'statuspage', 'major_outage', '2026-08-03T11:50:00Z'],
  ['statuspage/summary-ssa.json', 'statuspage', 'operational', '2026-08-14T19:05:00Z'],
  // SendGrid is healthy in it, Twilio is not.
  ['statuspage/summary-twilio-sendgrid-healthy.json', 'statuspage', 'degraded', '2026-08-12T13:50:00Z'],
  ['statuspage/summary-twilio-sendgrid.json', 'statuspage', 'degraded', '2026-08-12T13:50:00Z'],
  ['statuspage/summary-vaapis.json', 'statuspage', 'operational', '2026-08-15T05:05:00Z'],
  // A maintenance goes on for a month; the component that it names is operational.
  ['statuspage/summary-zoom.json', 'statuspage', 'operational', '2026-07-30T17:21:00Z'],
  ['zscaler/zdx.json', 'zscaler', 'operational', '2026-08-12T12:00:00Z'],
  ['zscaler/zpa.json', 'zscaler', 'operational', '2026-08-12T12:00:00Z'],
  ['zscaler/zsn.json', 'zscaler', 'degraded', '2026-08-12T12:00:00Z'],
  // Mocks in the shape of Salesforce Trust, which the adapter of Heroku falls back to.
  [
    'heroku-trust-mock/trust-herokuDataAppsToolsIncidentResponse.json',
    'heroku',
    'major_outage',
    '2026-11-20T23:00:00Z',
  ],
  ['heroku-trust-mock/trust-herokuMaintenanceResponse.json', 'heroku', 'unknown', '2026-11-20T23:00:00Z'],
  ['heroku-trust-mock/trust-instancesResponse.json', 'heroku', 'operational', '2026-11-20T23:00:00Z'],
  ['heroku-trust-mock/trust-nonHerokuIncidentResponse.json', 'heroku', 'unknown', '2026-11-20T23:00:00Z'],
  ['heroku-trust-mock/trust-trustLocalizationsResponse.json', 'heroku', 'unknown', '2026-11-20T23:00:00Z'],
]

const bytesOf = (file: string): Buffer => readFileSync(join(folder, file))
const captured = (body: Uint8Array): Document => ({ url: 'https://status.example.test', content_type: null, body })
const read = ([file, kind, , at]: Row, scope: Scope = wide, body: Uint8Array = bytesOf(file)) =>
  snapshotOf(kind, [captured(body)], at, scope)
const row = (file: string): Row => table.find(one => one[0] === file)!

describe('every captured file tells the state that a careful human reads in it', options, () => {
  for (const one of table) {
    test(`${one[0]} → ${one[2]}`, () => {
      assert.equal(read(one).state, one[2])
    })
  }

  test('the table has every file', () => {
    const files = globSync('**/*.{json,xml,rss,html}', { cwd: folder }).sort()
    assert.deepEqual(table.map(([file]) => file).sort(), files)
  })
})

describe('captured files, looked at more closely', options, () => {
  test('the events of AWS are the same in UTF-16 with a byte order mark, as they are really sent', () => {
    const aws = row('aws/currentevents-2026-08-01.utf8.json')
    const utf16 = Buffer.from(`\ufeff${bytesOf(aws[0]).toString('utf8')}`, 'utf16le').swap16()
    assert.deepEqual([...utf16.subarray(0, 2)], [0xfe, 0xff])
    assert.deepEqual(read(aws, wide, utf16), read(aws))
  })

  test('while it was new, the outage of March was one', () => {
    const [file, kind, ,] = row('aws/currentevents-uae-2026.utf8.json')
    assert.equal(read([file, kind, 'major_outage', '2026-04-30T12:00:00Z']).state, 'major_outage')
  })

  test('an outage in two regions of AWS does not touch a third', () => {
    const aws = row('aws/currentevents-2026-08-01.utf8.json')
    assert.equal(read(aws, { regions: ['eu-west-1'], components: [] }).state, 'operational')
    assert.equal(read(aws, { regions: ['me-south-1'], components: [] }).state, 'degraded')
    assert.ok(read(aws, { regions: ['eu-west-1'], components: [] }).incidents.some(one => !one.in_scope && one.stale))
  })

  test('the services of Cloudflare are well while some of its places are not', () => {
    const cloudflare = row('statuspage/summary-cloudflare.json')
    const services = { regions: [], components: ['Cloudflare Sites and Services'] }
    assert.equal(read(cloudflare, services).state, 'operational')
    const { state, reason } = read(cloudflare, { regions: [], components: ['Cloudflare Sites and Servces'] })
    assert.equal(state, 'unknown')
    assert.match(inEnglish(reason!), /nothing there is called "Cloudflare Sites and Servces"/)
  })

  test('SendGrid is read out of the page that it shares with Twilio', () => {
    const sendgrid = { regions: [], components: ['SendGrid*'] }
    assert.equal(read(row('statuspage/summary-twilio-sendgrid.json'), sendgrid).state, 'degraded')
    assert.equal(read(row('statuspage/summary-twilio-sendgrid-healthy.json'), sendgrid).state, 'operational')
  })

  test('an incident that does not count is shown all the same', () => {
    const { incidents } = read(row('statuspage/summary-knowbe4.json'))
    assert.deepEqual(
      incidents.map(({ title, phase }) => [title, phase]),
      [['Protect blank purchasing page on store.knowbe4.com', 'monitoring']],
    )
  })

  test('no text of a provider still holds HTML', () => {
    for (const one of table) {
      for (const { title, updates } of read(one).incidents) {
        for (const text of [title, ...updates.map(update => update.text)]) assert.doesNotMatch(text, /<\/?[a-z][^>]*>/i)
      }
    }
  })

  test('no known word is unknown', async () => {
    const { readAs } = await import('../testing/sample.ts')
    for (const [file, kind, , at] of table) {
      const told = readAs(kind, [captured(bytesOf(file))], at)
      if ('reading' in told) assert.deepEqual(told.unknown_words, [], file)
    }
  })
})

describe('damaged captures are unknown or as bad as before, never better', options, () => {
  const small = table.filter(([file]) => existsSync(folder) && bytesOf(file).length < 30_000)

  test('half of one', () => {
    for (const one of table) {
      const body = bytesOf(one[0])
      const end = body.toString('latin1').trimEnd().length - 1
      for (const share of [0, 0.1, 0.5, 0.9, 0.999]) {
        const half = body.subarray(0, Math.floor(end * share))
        assert.equal(read(one, wide, half).state, 'unknown', `${one[0]} cut at ${half.length} of ${body.length}`)
      }
    }
  })

  test('one with flipped bits', () => {
    fc.assert(
      fc.property(fc.constantFrom(...small), fc.double({ min: 0, max: 0.999_999, noNaN: true }), (one, place) => {
        const body = Buffer.from(bytesOf(one[0]))
        const bit = Math.floor(place * body.length * 8)
        body[bit >> 3]! ^= 1 << (bit & 7)
        const { state } = read(one, wide, body)
        if (one[2] !== 'operational')
          assert.ok(state !== 'operational' && state !== 'maintenance', `${one[0]} bit ${bit}`)
      }),
      { numRuns: 1_500, seed: 11 },
    )
  })
})
