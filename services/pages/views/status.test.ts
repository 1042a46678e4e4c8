import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { ComponentStatus } from '../../../contracts/common-schemas.ts'
import type { PublicStatus } from '../status/public-status.ts'
import { sampleProviders } from '../testing/sample-notices.ts'
import { samplePage, statusText, wordsOf } from '../testing/sample-page.ts'
import {
  nothingKnown as nothing,
  sampleComponent,
  sampleIncident,
  sampleOutage,
  sampleStatus,
} from '../testing/sample-status.ts'
import { headlineOf } from './parts/headline.ts'
import { siteScriptView } from './parts/site-script.ts'

const withStates = (...states: ComponentStatus[]): PublicStatus => ({
  ...nothing,
  components: states.map((status, index) => sampleComponent(index, { status })),
})

const sentences: readonly (readonly [PublicStatus, string, string])[] = [
  [withStates('operational', 'operational'), 'All systems operational', 'Tous les services fonctionnent normalement'],
  [withStates('major_outage', 'degraded_performance'), 'API Production is down', 'API Production est en panne'],
  [
    withStates('major_outage', 'major_outage', 'operational'),
    'API Production and Site vitrine are down',
    'API Production et Site vitrine sont en panne',
  ],
  [
    withStates('partial_outage', 'partial_outage', 'partial_outage'),
    '3 services have an outage',
    '3\u00a0services connaissent une panne',
  ],
  [
    withStates('operational', 'degraded_performance'),
    'Site vitrine is degraded',
    'Site vitrine fonctionne en mode dégradé',
  ],
  [
    withStates('under_maintenance', 'operational'),
    'API Production is under maintenance',
    'API Production est en maintenance',
  ],
  [
    withStates('unknown', 'operational'),
    'The state of API Production is unknown',
    'L’état du service API Production est inconnu',
  ],
  [withStates('unknown', 'unknown'), 'The state of our services is unknown', 'L’état de nos services est inconnu'],
  [
    { ...withStates('operational'), open: [{ ...sampleOutage, title: 'Late parcels', title_i18n: null }] },
    'Incident in progress: Late parcels',
    'Incident en cours\u00a0: Late parcels',
  ],
  [nothing, 'Nothing is watched yet', 'Aucun service n’est encore surveillé'],
]
for (const [status, english, french] of sentences) {
  test(`the first thing said is: ${english}`, () => {
    assert.equal(headlineOf(samplePage(status)).sentence, english)
    assert.equal(headlineOf(samplePage(status, 'fr')).sentence, french)
    assert.match(statusText(samplePage(status)), new RegExp(`<h1>${english}</h1>`))
  })
}

test('the page says what is wrong, since when, and what is being done', () => {
  const status = { ...sampleStatus(3, { 0: 'major_outage' }), open: [sampleOutage] }
  const said = wordsOf(statusText(samplePage(status)))
  assert.match(said, /API Production is down 2 of 3 services operational Open incidents API Production is down/)
  assert.match(said, /Critical impact 21 Nov, 13:49\u00a0CET , ongoing for 12\u00a0min/)
  assert.match(said, /Affected services: API Production and Paiement/)
  assert.match(
    said,
    /Identified 21 Nov, 13:59\u00a0CET A deployment broke the connection to the database\. We are rolling/,
  )
  assert.match(said, /API Production Major outage since 21 Nov, 13:49\u00a0CET/)
})

test('what probably caused it is named, in the language of the page, unless the page does not show it', () => {
  const causes = [
    { kind: 'provider', name: 'GitHub', since: '2026-11-21T12:40:00.000Z' },
    { kind: 'component', name: 'Site vitrine', since: '2026-11-20T12:40:00.000Z' },
    { kind: 'component', name: 'Vault', since: null },
    { kind: 'provider', name: 'Secret', since: null },
  ]
  const status = { ...sampleStatus(3), providers: sampleProviders, open: [{ ...sampleOutage, causes }] }
  const said = wordsOf(statusText(samplePage(status)))
  assert.match(said, /Probably caused by GitHub , since 13:40 Probably caused by Site vitrine, since 20 Nov, 13:40/)
  assert.match(wordsOf(statusText(samplePage(status, 'fr'))), /Probablement causé par GitHub , depuis 13:40 Prob/)
  assert.doesNotMatch(said, /Vault|Secret/)
})

test('state is said in words and drawn as a sign, not only in colour', () => {
  const text = statusText(samplePage(withStates('degraded_performance')))
  assert.match(
    text,
    /<span class="state slow"><svg class="icon" aria-hidden="true"><use href="#slow"\/><\/svg>Degraded<\/span>/,
  )
})

test('the table beneath the bars has the exact time of each day, days without trouble told together', () => {
  const said = wordsOf(statusText(samplePage(sampleStatus(1))))
  assert.match(
    said,
    /Uptime of API Production, day by day Day Uptime What happened 17\u00a0Nov\u00a0– 21\u00a0Nov \(5 days\) 100% No trouble/,
  )
  assert.match(said, /16\u00a0Oct 99\.77% down 3\u00a0min\u00a012\u00a0s/)
  assert.match(said, /24\u00a0Aug\u00a0– 12\u00a0Sept? \(20 days\) – No data/)
})

test('the drawing says in words what it shows', () => {
  const text = statusText(samplePage(sampleStatus(1)))
  assert.match(
    text,
    /aria-label="The last 90 days: 1 day with an outage, 2 degraded days, 1 day with maintenance, 20 days without data\."/,
  )
})

test('what the program wrote of an incident is in the language of the page, what a person wrote is marked as it is', () => {
  const said = statusText(samplePage({ ...sampleStatus(1), open: [sampleOutage] }, 'fr'))
  assert.match(said, />API Production est en panne<\/a>/)
  assert.match(
    said,
    /<p><span lang="en">A deployment broke the connection to the database\.\nWe are rolling it back\.<\/span><\/p>/,
  )
})

test('each language has its address, and names the other', () => {
  const english = statusText(samplePage(nothing, 'en', { url: 'https://status.example.com' }))
  const french = statusText(samplePage(nothing, 'fr', { url: 'https://status.example.com' }))
  assert.match(english, /<html lang="en".*<a href="\/fr\/" lang="fr" hreflang="fr">Français<\/a>/s)
  assert.match(french, /<html lang="fr".*<a href="\/" lang="en" hreflang="en">English<\/a>/s)
  assert.match(french, /<link rel="canonical" href="https:\/\/status\.example\.com\/fr\/">/)
  assert.match(french, /<link rel="alternate" hreflang="x-default" href="https:\/\/status\.example\.com\/en\/">/)
})

test('where French is the default language, it is at the root and English has the prefix', () => {
  const french = statusText(samplePage(nothing, 'fr', { language: 'fr' }))
  assert.match(french, /<a href="\/en\/" lang="en" hreflang="en">English<\/a>/)
})

test('somebody new is told what to do, with a file to copy', () => {
  const text = statusText(samplePage(nothing))
  assert.match(
    wordsOf(text),
    /services: - name: Website url: https:\/\/www\.example\.com\/ expected_status: 200 - name: Database/,
  )
  assert.match(text, /<b>services:<\/b>\n<b> {2}- name:<\/b> Website\n/)
})

test('a storm of incidents does not make an endless page', () => {
  const open = Array.from({ length: 500 }, (_, index) =>
    sampleIncident(index, { resolved_at: null, status: 'identified' }),
  )
  const text = statusText(samplePage({ ...sampleStatus(5), open, recent: open }))
  assert.match(wordsOf(text), /and 475 more open incidents/)
  assert.ok(gzipSync(text).length < 20_000)
})

const gzipped = (status: PublicStatus) => gzipSync(statusText(samplePage(status, 'fr')), { level: 9 }).length
const outage = { 0: 'major_outage', 7: 'degraded_performance', 11: 'unknown' } as const

test('a page of 20 services is at most 10 kB on the wire, one of 100 at most 25 kB', () => {
  const twenty = gzipped({ ...sampleStatus(20, outage), open: [sampleOutage] })
  const hundred = gzipped({ ...sampleStatus(100, outage), open: [sampleOutage] })
  assert.ok(twenty <= 10 * 1024, `${twenty} bytes for 20`)
  assert.ok(hundred <= 25 * 1024, `${hundred} bytes for 100`)
})

test('the script that nothing needs is small', () => {
  const [rendered] = siteScriptView.pages(nothing, { changed: 1, minute: 1 })
  const length = rendered?.render(samplePage(nothing)).text.length ?? 0
  assert.ok(length > 0 && length <= 2_048, `${length} bytes`)
})

test('of thousands of services only those in trouble are drawn', () => {
  const text = statusText(samplePage(sampleStatus(2_000, outage)))
  assert.equal(text.match(/role="img"/g)?.length, 3)
  assert.ok(gzipSync(text).length <= 40 * 1024)
})

test('rendering a page of 200 services takes a few milliseconds', () => {
  const page = samplePage(sampleStatus(200, outage))
  for (let warm = 0; warm < 20; warm++) statusText(page)
  const times = Array.from({ length: 50 }, () => {
    const began = process.cpuUsage()
    statusText(page)
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1000
  }).sort((a, b) => a - b)
  assert.ok(times[25]! <= 15, `half of them took ${times[25]} ms of processor time`)
})
