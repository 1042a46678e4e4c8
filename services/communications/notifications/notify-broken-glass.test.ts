import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Announce } from '../../../contracts/communications/announcements.ts'
import { FlagGlassBroken } from '../../../contracts/flags/flag-governance.ts'
import { fact } from '../../../kit/service/event.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { startSlack } from '../../../kit/testing/slack.ts'
import { startWebhookSink } from '../../../kit/testing/webhook.ts'
import { communications } from '../service.ts'

const every = { enabled: true, timeout: 9.5, give_up_after: 86_400 }

test('the team hears, once, of a change that went past the second person; nobody outside does', async t => {
  const [slack, sink] = [await startSlack(), await startWebhookSink()]
  t.after(slack.stop)
  t.after(sink.stop)
  const host = await testHost(t, {
    services: [communications],
    config: {
      language: 'fr',
      public_url: 'https://status.example.test',
      slack: {
        ...{ ...every, channel: '#a', mention_channel: true, token: slack.token, api_url: slack.api_url },
        when: { impact: ['critical'] },
      },
      notifications: [{ ...every, name: 'hook', kind: 'webhook', url: sink.url }],
    },
  })
  const broken = fact(FlagGlassBroken, 'shop/production/search', {
    ...{ id: 'g1', at: '2026-01-05T08:00:00.000Z', project: 'shop', environment: 'production', subject: 'flags' },
    ...{ key: 'search', action: 'toggled', by: { id: 'u1', kind: 'user', name: 'Ada' }, reason: 'The shop is down.' },
  })
  await host.tell('communications', broken)
  await host.until('the team is told', () => slack.messages.length === 1)
  const [{ text, blocks } = assert.fail('nothing was told')] = slack.messages
  assert.match(text, /Modification sans deuxième personne\u00a0: drapeau search\nAda l’a mise en vigueur aussitôt/)
  assert.match(JSON.stringify(blocks), /console\/flags\?project=shop&amp;environment=production/)
  await host.call(Announce, { body: { title: 'News', message: 'Bad.', state: 'major_outage' } })
  await host.until('what came after', () => sink.accepted.length === 1)
  assert.ok(sink.accepted.every(({ body }) => !body.includes('search')))
  await host.until('it is told too', () => slack.messages.length >= 2)
  assert.equal(slack.messages.filter(one => one.text.includes('search')).length, 1)
})
