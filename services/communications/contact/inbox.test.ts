import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DeleteContactMessage,
  HandleContactMessage,
  ListContactMessages,
} from '../../../contracts/communications/contact.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { startSlack } from '../../../kit/testing/slack.ts'
import { communications } from '../service.ts'

const every = { enabled: true, timeout: 9.5, give_up_after: 86_400 }
const letter = { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com', message: 'The <!channel> is slow.' }
const options = { services: [communications], config: { notifications: [] } }

onBothEngines('a message of a visitor', engine => {
  test('waits in the inbox, and the team hears of it without the address', async t => {
    const slack = await startSlack()
    t.after(slack.stop)
    const section = { ...every, channel: '#a', mention_channel: true, token: slack.token, api_url: slack.api_url }
    const host = await engine.host(t, { services: [communications], config: { slack: section, notifications: [] } })
    if (!host) return
    const answer = await host.inject('POST', '/api/v1/contact', letter)
    assert.equal(answer.status, 201)
    await host.until('the team is told', () => slack.messages.length === 1)
    assert.match(slack.messages[0]!.text, /Ann Lee wrote to us\nThe &lt;!channel&gt; is slow\./)
    assert.doesNotMatch(JSON.stringify(slack.messages), /ann@example\.com/)
    const { items } = await host.call(ListContactMessages, { query: { handled: false } })
    assert.deepEqual([items[0]!.email, items[0]!.message], [letter.email, letter.message])
    const handled = await host.call(HandleContactMessage, { params: { id: items[0]!.id } })
    assert.equal(handled.handled_by, 'admin key')
    assert.deepEqual((await host.call(ListContactMessages, { query: { handled: false } })).items, [])
    await host.call(DeleteContactMessage, { params: { id: items[0]!.id } })
    assert.deepEqual((await host.call(ListContactMessages)).items, [])
    await assert.rejects(host.call(DeleteContactMessage, { params: { id: items[0]!.id } }), {
      code: 'communications.message-not-found',
    })
  })
})

test('also comes from an HTML form, where the address may be left empty', async t => {
  const host = await testHost(t, options)
  const answer = await host.host.app.inject({
    ...{ method: 'POST', url: '/api/v1/contact' },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'first_name=Ann&last_name=Lee&email=&message=Hello',
  })
  assert.equal(answer.statusCode, 201)
  assert.equal((await host.call(ListContactMessages)).items[0]!.email, null)
})

test('is refused by field, read by nobody outside, and slowed down', async t => {
  const host = await testHost(t, options)
  for (const [more, field] of [
    [{ first_name: '' }, 'body.first_name'],
    [{ last_name: 'a\nb' }, 'body.last_name'],
    [{ email: 'ann' }, 'body.email'],
    [{ message: ' ' }, 'body.message'],
    [{ message: 'x'.repeat(10_001) }, 'body.message'],
  ] as const) {
    const answer = await host.inject('POST', '/api/v1/contact', { ...letter, ...more })
    assert.equal(answer.status, 400)
    assert.equal(JSON.parse(answer.body).fields[0].field, field)
  }
  assert.equal((await host.inject('GET', '/api/v1/contact')).status, 401)
  const statuses = []
  for (let at = 0; at < 7; at++) statuses.push((await host.inject('POST', '/api/v1/contact', letter)).status)
  assert.deepEqual(statuses, [201, 201, 201, 201, 201, 429, 429])
})
