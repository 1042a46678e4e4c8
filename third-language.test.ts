import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { tables } from './contracts/messages/tables.ts'
import { say, word } from './contracts/messages/words.ts'
import { languages } from './kit/messages/languages.ts'

/** What stands outside of braces in capitals, as no language writes. */
function capitals(text: string): string {
  let depth = 0
  const letters = [...text].map(letter => {
    depth += letter === '{' ? 1 : letter === '}' ? -1 : 0
    return depth === 0 ? letter.toUpperCase() : letter
  })
  return letters.join('')
}

/** A whole folder of a language, made from that of English: all texts, and what functions answer. */
function marked<Words>(words: Words): Words {
  if (typeof words === 'string') return capitals(words) as Words
  if (typeof words === 'function') {
    const say: (...given: unknown[]) => unknown = (...given) => marked<unknown>(Reflect.apply(words, undefined, given))
    return say as Words
  }
  if (Array.isArray(words)) return words.map(one => marked<unknown>(one)) as Words
  if (typeof words !== 'object' || words === null) return words
  return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, marked<unknown>(value)])) as Words
}

// What a folder and its line would do. Whoever speaks is loaded afterwards, as at every start.
const eo = 'eo' as (typeof languages)[number]
Object.assign(tables, { [eo]: { ...marked(tables.en), catalogue: marked(tables.en.catalogue) } })
Reflect.apply(Array.prototype.push, languages, [eo])
const { incidentsHost } = await import('./services/incidents/testing/incidents-host.ts')
const { signal, at } = await import('./services/incidents/testing/signals.ts')
const { onBothEngines } = await import('./kit/testing/engines.ts')

test('a refusal and the reason of a check', async () => {
  const { invalidFields, conflict, fieldProblem } = await import('./contracts/refusals.ts')
  const refused = conflict('monitor.paused', { name: 'api' })
  assert.ok(refused.detail_i18n)
  assert.equal(word(refused.detail_i18n, eo), capitals(refused.message.replace('api', '{api}')).replace(/[{}]/g, ''))
  const wrong = invalidFields('monitor.invalid-check', [fieldProblem('body.url', 'field.required')])
  assert.equal(wrong.detail_i18n && word(wrong.detail_i18n, eo), 'body.url IS REQUIRED')
  assert.equal(word(say('http.status', { status: 503, expected: '2xx' }), eo), 'HTTP 503, EXPECTED 2xx')
})

onBothEngines('a third language', engine => {
  test('is that of titles and timelines', async t => {
    const host = await incidentsHost(t, engine, { settings: { language: eo } })
    if (!host) return
    const reason = say('connection.refused', { where: 'db:5432' })
    const summary_i18n = say('monitor.down', { name: 'Api', reason })
    await host.hear(signal({ state: 'down', summary: word(summary_i18n, 'en'), summary_i18n }))
    await host.hear(signal({ state: 'up', sequence: 2, s: 60, observed_at: at(60) }))
    const [incident] = await host.all()
    assert.ok(incident)
    assert.equal(incident.title, 'Api production IS DOWN')
    assert.deepEqual(
      incident.timeline.map(({ message }) => message),
      ['Api production IS DOWN', 'Api IS DOWN: CONNECTION REFUSED BY db:5432', 'Api production IS BACK'],
    )
  })
})

test('an e-mail begins in it, and a channel tells in it', async () => {
  const { newsEmail, newsOfIncident } = await import('./services/communications/emails/news-email.ts')
  const { emailText } = await import('./services/communications/emails/email-html.ts')
  const { buildMessage } = await import('./services/communications/notifications/incident-message.ts')
  const { sampleIncident, sampleNotice } = await import('./services/communications/testing/samples.ts')
  const title_i18n = say('incident.down', { name: 'Api' })
  const opened = sampleNotice('opened', sampleIncident({ title: word(title_i18n, 'en'), title_i18n }))
  const email = newsEmail(newsOfIncident(opened, 'UTC'), eo, { base: null, closing: ({ why }) => [why] })
  assert.deepEqual(
    email.parts.map(({ heading }) => heading),
    ['INCIDENT: API IS DOWN', 'Incident: Api is down', `Incident\u00a0: Api est en panne`],
  )
  assert.equal(email.subject, 'STATUS · INCIDENT: API IS DOWN')
  assert.match(emailText(email), /^INCIDENT: API IS DOWN/m)
  const message = buildMessage([opened], { language: eo, time_zone: 'UTC' })
  assert.match(message.headline, /Api IS DOWN/i)
  assert.ok(message.facts.every(({ label }) => label === label.toUpperCase()))
})

test('what is wrong with a configuration is told in it', async t => {
  const directory = mkdtempSync(join(tmpdir(), 'vigie-third-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const services = ['name: Api', 'name: API, url: "https://api.test"', 'name: api, url: "https://api.test"'] as const
  const text = `language: eo\nservices:\n${services.map(one => `  - { ${one} }\n`).join('')}slack: "a\n`
  writeFileSync(join(directory, 'vigie.yaml'), text)
  const { loadConfig } = await import('./kit/config/load.ts')
  const { formatProblem } = await import('./kit/config/problem.ts')
  const { monitor } = await import('./services/monitor/service.ts')
  const loaded = loadConfig({ directory, environment: {}, services: [monitor] })
  assert.ok(!loaded.ok)
  assert.equal(loaded.language, eo)
  assert.deepEqual(
    loaded.problems.map(problem => formatProblem(problem, message => word(message, loaded.language))),
    [
      'vigie.yaml:3: services[0].url: IS MISSING; IT MUST BE A URL THAT STARTS WITH HTTP:// OR HTTPS://',
      'vigie.yaml:5: services[2].name: "api" READS THE SAME AS "API" IN AN ADDRESS (api); NAMES MUST DIFFER',
      'vigie.yaml:6: THE QUOTE " IS OPENED HERE AND NOT CLOSED',
    ],
  )
})

test('the configuration takes it, and the status page is written in it', async () => {
  const { Settings } = await import('./kit/config/settings.ts')
  const { Check } = await import('typebox/value')
  assert.ok(Check(Settings.properties.language, 'eo'))
  const { samplePage, statusText, wordsOf } = await import('./services/pages/testing/sample-page.ts')
  const { sampleStatus } = await import('./services/pages/testing/sample-status.ts')
  const page = statusText(samplePage(sampleStatus(2), eo))
  assert.match(page, /<html lang="eo"/)
  assert.match(wordsOf(page), /ALL SYSTEMS OPERATIONAL/)
  for (const other of ['en', 'fr']) assert.match(page, new RegExp(`hreflang="${other}"`))
})
