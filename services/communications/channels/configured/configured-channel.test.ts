import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ChannelSections } from '../../config.ts'
import { canSend, configuredChannels } from './configured-channel.ts'

const every = { enabled: true, timeout: 10, give_up_after: 86_400 }
const hook = { ...every, name: 'hook', kind: 'webhook', url: 'https://hooks.test/x' }
const mail = { ...every, name: 'mail', kind: 'email', to: ['ops@example.com'] }
const slack = {
  ...every,
  channel: '#alerts',
  mention_channel: true,
  api_url: 'https://slack.test/api/',
  token: 'xoxb-1',
}

const names = (sections: ChannelSections) =>
  configuredChannels(sections)
    .filter(canSend)
    .map(({ name }) => name)

describe('which channels there are', () => {
  test('the slack section of a small team is a channel named slack', () => {
    const [channel] = configuredChannels({ slack, notifications: [] })
    assert.equal(channel!.name, 'slack')
    assert.equal(channel!.kind.kind, 'slack')
    assert.equal(channel!.settings.channel, '#alerts')
  })

  test('without any configuration the console speaks', () => {
    assert.deepEqual(names({ notifications: [] }), ['console'])
  })

  test('where nothing that is switched on can send, the console speaks', () => {
    const { token: _none, ...tokenless } = slack
    assert.deepEqual(names({ slack: tokenless, notifications: [] }), ['console'])
    assert.deepEqual(names({ notifications: [mail] }), ['console'])
    assert.deepEqual(names({ notifications: [mail, hook] }), ['hook'])
  })

  test('who switches everything off hears nothing', () => {
    assert.deepEqual(names({ slack: { ...slack, enabled: false }, notifications: [{ ...hook, enabled: false }] }), [])
  })
})
