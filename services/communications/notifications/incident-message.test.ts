import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { durationText } from '../../../contracts/messages/duration.ts'
import { say } from '../../../contracts/messages/words.ts'
import { resolvedIncident, sampleIncident, sampleNotice } from '../testing/samples.ts'
import { buildMessage } from './incident-message.ts'
import { plainText, type Wording } from './message.ts'
import type { Topic } from './notification.ts'

const en: Wording = { language: 'en', time_zone: 'UTC' }
const fr: Wording = { language: 'fr', time_zone: 'Europe/Paris' }
const spaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('headlines', () => {
  const cases: [Topic, Parameters<typeof sampleIncident>[0], string, string][] = [
    ['opened', { impact: 'critical' }, '🚨 API is down', '🚨 API is down'],
    ['opened', {}, '🔴 API is down', '🔴 API is down'],
    ['opened', { reopened: 1 }, '🔴 Again: API is down', '🔴 De nouveau : API is down'],
    ['raised', { impact: 'critical' }, '🚨 Now critical: API is down', '🚨 Désormais critique : API is down'],
    ['flapping', {}, '🟠 Unstable: API is down', '🟠 Instable : API is down'],
    ['resolved', {}, '✅ Resolved: API is down', '✅ Résolu : API is down'],
  ]
  for (const [topic, changes, english, french] of cases) {
    test(english, () => {
      const notice = sampleNotice(topic, sampleIncident({ title: 'API is down', ...changes }))
      assert.equal(buildMessage([notice], en).headline, english)
      assert.equal(spaces(buildMessage([notice], fr).headline), french)
    })
  }
})

describe('facts', () => {
  test('an alert in English', () => {
    const incident = sampleIncident({ impact: 'critical', http_code: 503, response_ms: 1234.5 })
    assert.equal(
      plainText(buildMessage([sampleNotice('opened', incident)], en), 'en'),
      [
        '🚨 API Production: connection refused',
        'Service: API Production',
        'Group: Platform',
        'Incident: INC-20260105-080000',
        'Started: 5 Jan 2026, 08:00:00 UTC',
        'Criticality: critical',
        'URL: https://api.example.com/health',
        'Error: connection refused',
        'HTTP code: 503',
        'Response time: 1,235 ms',
      ].join('\n'),
    )
  })

  test('a recovery in French, in the time of the country', () => {
    const text = plainText(buildMessage([sampleNotice('resolved', resolvedIncident())], fr), 'fr')
    assert.equal(
      spaces(text),
      [
        '✅ Résolu : API Production: connection refused',
        'Service : API Production',
        'Groupe : Platform',
        'Incident : INC-20260105-080000',
        'Début : 5 janv. 2026, 09:00:00 UTC+1',
        'Résolu le : 5 janv. 2026, 09:02:05 UTC+1',
        'Durée : 2 minutes 5 secondes',
      ].join('\n'),
    )
  })

  test('an incident that a person opened has what the person wrote, and no empty measurements', () => {
    const said = { at: '2026-01-05T08:00:00.000Z', kind: 'opened', status: null, public: true, by: 'ada' } as const
    const incident = sampleIncident({
      ...{ url: null, error: null, origin: 'api', title: 'Slow payments' },
      timeline: [{ ...said, message: 'We look into it.' }],
    })
    const message = buildMessage([sampleNotice('opened', incident)], en)
    assert.equal(message.note, 'We look into it.')
    assert.deepEqual(
      message.facts.map(({ label }) => label),
      ['Service', 'Group', 'Incident', 'Started', 'Criticality'],
    )
  })

  test('a long error is cut, and stays on one line', () => {
    const incident = sampleIncident({ error: `first\nsecond ${'x'.repeat(2_000)}` })
    const error = buildMessage([sampleNotice('opened', incident)], en).facts.find(({ label }) => label === 'Error')
    assert.equal(error!.value.length, 500)
    assert.match(error!.value, /^first second x+…$/)
  })

  test('the link leads to the page of the incident, when people can reach one', () => {
    const notice = sampleNotice('opened', sampleIncident())
    assert.equal(buildMessage([notice], en).link, null)
    const { link } = buildMessage([notice], { ...en, public_url: 'https://status.test/' })
    assert.equal(link!.url, 'https://status.test/incidents/INC-20260105-080000')
  })
})

test('why a check failed is told in the language of the message', () => {
  const error = 'no answer within 3 s (connecting to 192.0.2.1:443)'
  const waiting = say('connection.connecting', { where: '192.0.2.1:443' })
  const error_i18n = say('connection.timeout', { time: { ms: 3_000 }, waiting })
  const told = buildMessage([sampleNotice('opened', sampleIncident({ error, error_i18n }))], fr)
  assert.equal(
    told.facts.find(({ label }) => label === 'Erreur')?.value,
    'pas de réponse en 3\u00a0s (connexion à 192.0.2.1:443)',
  )
})

describe('several at once', () => {
  test('are one message that lists them, gravest first in its sign', () => {
    const message = buildMessage(
      [
        sampleNotice('opened', sampleIncident({ title: 'A is down', number: 'INC-1' })),
        sampleNotice(
          'opened',
          sampleIncident({ title: 'B is down', number: 'INC-2', impact: 'critical', error: 'timeout' }),
        ),
        sampleNotice('resolved', resolvedIncident({ title: 'C is down', number: 'INC-3' })),
      ],
      en,
    )
    assert.equal(message.headline, '🚨 2 incidents, ✅ 1 resolved')
    assert.deepEqual(message.lines, [
      '🔴 A is down · connection refused · INC-1',
      '🚨 B is down · timeout · INC-2',
      '✅ Resolved: C is down · 2 minutes 5 seconds · INC-3',
    ])
    assert.equal(message.mention, true)
  })

  test('thirty are listed, the rest is counted', () => {
    const many = Array.from({ length: 45 }, (_, at) => sampleNotice('opened', sampleIncident({ id: `i${at}` })))
    const { lines, headline } = buildMessage(many, fr)
    assert.equal(headline, '🔴 45 incidents')
    assert.equal(lines.length, 31)
    assert.equal(lines.at(-1), '… et 15 de plus')
  })
})

test('durations are said as people say them', () => {
  const table: [number, string, string][] = [
    [0, '0 seconds', '0 seconde'],
    [1, '1 second', '1 seconde'],
    [45.4, '45 seconds', '45 secondes'],
    [60, '1 minute', '1 minute'],
    [125, '2 minutes 5 seconds', '2 minutes 5 secondes'],
    [3_600, '1 hour', '1 heure'],
    [5_430, '1 hour 30 minutes', '1 heure 30 minutes'],
    [90_061, '1 day 1 hour', '1 jour 1 heure'],
    [1_000_000, '11 days 13 hours', '11 jours 13 heures'],
  ]
  for (const [seconds, english, french] of table) {
    assert.equal(spaces(durationText(seconds, 'en')), english)
    assert.equal(spaces(durationText(seconds, 'fr')), french)
  }
})
