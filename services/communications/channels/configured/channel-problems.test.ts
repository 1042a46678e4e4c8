import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inEnglish } from '../../../../contracts/messages/words.ts'
import type { ChannelSections } from '../../config.ts'
import { channelProblems } from './channel-problems.ts'

const every = { enabled: true, timeout: 10, give_up_after: 86_400 }
const hook = { ...every, name: 'hook', kind: 'webhook', url: 'https://hooks.test/x' }
const mail = { ...every, name: 'mail', kind: 'email', to: ['ops@example.com'] }
const smtp = { host: 'mail.test', port: 25, from: 'status@example.com', secure: false }
const slack = {
  ...every,
  channel: '#alerts',
  mention_channel: true,
  api_url: 'https://slack.test/api/',
  token: 'xoxb-1',
}

const problems = (sections: ChannelSections) =>
  channelProblems(sections).map(
    ({ path, severity = 'error', message, hint }) =>
      [path.join('.'), severity, `${inEnglish(message)}${hint ? ` (${inEnglish(hint)})` : ''}`] as const,
  )

describe('what validate says', () => {
  test('nothing about a sound configuration', () => {
    assert.deepEqual(problems({ slack, notifications: [hook, mail], smtp }), [])
  })

  test('a name that is taken, and by whom', () => {
    assert.deepEqual(problems({ slack, notifications: [hook, { ...mail, name: 'hook' }], smtp }), [
      ['notifications.1.name', 'error', 'is already the name of notifications[0]'],
    ])
    assert.deepEqual(problems({ slack, notifications: [{ ...hook, name: 'slack' }] }), [
      ['notifications.0.name', 'error', 'is already the name of slack'],
    ])
  })

  test('a channel that lacks something is a warning: the program runs', () => {
    const { token: _none, ...tokenless } = slack
    assert.deepEqual(problems({ slack: tokenless, notifications: [mail] }), [
      ['slack', 'warning', 'cannot send: no token; set token or SLACK_BOT_TOKEN'],
      ['notifications.0', 'warning', 'cannot send: no mail server; add a section smtp with its host and from'],
    ])
    assert.deepEqual(problems({ slack: { ...tokenless, enabled: false }, notifications: [] }), [])
  })

  test('mistakes of a kind are at their field', () => {
    assert.deepEqual(problems({ notifications: [{ ...hook, secret: 'whsec_not base64' }] }), [
      ['notifications.0.secret', 'error', 'must be base64 after whsec_'],
    ])
  })

  test('events are not grouped', () => {
    assert.deepEqual(problems({ notifications: [{ ...hook, group: 30 }] }), [
      ['notifications.0.group', 'error', 'is not for a webhook, which is told each thing on its own'],
    ])
  })

  test('slack needs a channel, smtp a name and a password or neither', () => {
    const { channel: _none, ...nowhere } = slack
    assert.deepEqual(problems({ slack: nowhere, notifications: [], smtp: { ...smtp, username: 'vigie' } }), [
      ['slack.channel', 'error', 'is missing; it must be a channel such as "#alerts"'],
      ['smtp', 'error', 'needs both username and password, or neither'],
    ])
  })

  test('a name in "when" that no service has is a warning', () => {
    const services = [{ name: 'API Production', group: 'Platform' }, { name: 'Database' }]
    const when = { component: ['api-production', 'Databse'], group: ['platform', 'Shop'] }
    assert.deepEqual(problems({ notifications: [{ ...hook, when }], services }), [
      [
        'notifications.0.when.component.1',
        'warning',
        '"Databse" is no component of this file (did you mean "Database"?)',
      ],
      ['notifications.0.when.group.1', 'warning', '"Shop" is no group of this file'],
    ])
    assert.deepEqual(problems({ notifications: [{ ...hook, when }] }), [])
  })
})
