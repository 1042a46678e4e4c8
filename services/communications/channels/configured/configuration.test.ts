import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { inEnglish } from '../../../../contracts/messages/words.ts'
import { loadConfig } from '../../../../kit/config/load.ts'
import { formatProblem } from '../../../../kit/config/problem.ts'
import type { ChannelSections } from '../../config.ts'
import { communications } from '../../service.ts'
import { canSend, configuredChannels } from './configured-channel.ts'

function load(t: TestContext, yaml: string, environment: Record<string, string> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'vigie-channels-'))
  t.after(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, 'vigie.yaml'), yaml)
  writeFileSync(join(directory, 'token'), 'xoxb-from-a-file\n')
  return loadConfig({ directory, environment, services: [communications] })
}

function channels(t: TestContext, yaml: string, environment: Record<string, string> = {}) {
  const loaded = load(t, yaml, environment)
  if (!loaded.ok) throw new Error(loaded.problems.map(one => formatProblem(one, inEnglish)).join('\n'))
  return configuredChannels(loaded.values.get('communications') as ChannelSections)
}

function mistakes(t: TestContext, yaml: string): string[] {
  const loaded = load(t, yaml)
  return loaded.ok ? [] : loaded.problems.map(one => formatProblem(one, inEnglish))
}

const plain = 'slack:\n  channel: "#asl-alerts"\n  enabled: true\n  mention_channel: true\n'

test('the plain format of a small team works with the token from the environment', t => {
  const [slack] = channels(t, plain, { SLACK_BOT_TOKEN: 'xoxb-1' })
  assert.ok(slack && canSend(slack))
  assert.deepEqual(slack.settings, {
    ...{ channel: '#asl-alerts', mention_channel: true, token: 'xoxb-1' },
    api_url: 'https://slack.com/api/',
  })
  assert.equal(slack.timeout_ms, 10_000)
  assert.equal(slack.give_up_after_ms, 86_400_000)
})

test('the token may stand in a file', t => {
  const [slack] = channels(t, `${plain}  token_file: token\n`)
  assert.equal(slack!.settings.token, 'xoxb-from-a-file')
})

test('a missing token is a warning with its place, and the program runs', t => {
  const loaded = load(t, plain)
  assert.ok(loaded.ok)
  assert.deepEqual(
    loaded.warnings.map(one => formatProblem(one, inEnglish)),
    ['vigie.yaml:1: slack: cannot send: no token; set token or SLACK_BOT_TOKEN'],
  )
})

test('channels of every kind, with durations as people write them', t => {
  const all = channels(
    t,
    `
notifications:
  - { name: ops-hook, kind: webhook, url: "https://hooks.test/x", secret: "\${HOOK_SECRET}", when: { impact: [major, critical] } }
  - { name: on-call, kind: email, to: [ops@example.com], group: 30s, timeout: 5s, give_up_after: 12h }
  - { name: second, kind: slack, channel: "#other" }
  - { name: printed, kind: console, enabled: false }
smtp: { host: 127.0.0.1, from: status@example.com }
`,
    { HOOK_SECRET: 'a-long-secret', SLACK_BOT_TOKEN: 'xoxb-1' },
  )
  assert.deepEqual(
    all.map(channel => [channel.name, canSend(channel)]),
    [
      ['ops-hook', true],
      ['on-call', true],
      ['second', true],
      ['printed', false],
    ],
  )
  const [hook, mail] = all
  assert.equal(hook!.settings.secret, 'a-long-secret')
  assert.deepEqual(hook!.when, { impact: ['major', 'critical'] })
  assert.deepEqual([mail!.group_ms, mail!.timeout_ms, mail!.give_up_after_ms], [30_000, 5_000, 43_200_000])
  assert.equal(mail!.smtp!.port, 25)
})

test('every mistake is told with its line', t => {
  const yaml = `
notifications:
  - { name: a, kind: webhok, url: "https://hooks.test/x" }
  - { name: b, kind: webhook, url: hooks.test }
  - { name: c, kind: email, to: [] }
  - { name: d, kind: email, to: ["Ops <ops@example.com>"] }
  - { name: e, kind: webhook, url: "https://hooks.test/x", when: { impact: [huge] } }
  - { name: e, kind: console }
  - { name: f, kind: webhook, url: "https://hooks.test/x", group: 30s }
slack: { enabled: true }
`
  const told = mistakes(t, yaml)
  for (const expected of [
    /^vigie\.yaml:3: .*kind: must be one of .*webhook.* \(did you mean "webhook"\?\)$/,
    /^vigie\.yaml:4: .*url: must be an http or https URL/,
    /^vigie\.yaml:5: .*to: must have at least 1 entry/,
    /^vigie\.yaml:6: .*to\[0\]: must be an e-mail address/,
    /^vigie\.yaml:7: .*impact\[0\]: must be one of/,
    /^vigie\.yaml:8: notifications\[5\]\.name: is already the name of notifications\[/,
    /^vigie\.yaml:9: .*group: is not for a webhook/,
    /^vigie\.yaml:10: slack\.channel: is missing/,
  ])
    assert.ok(
      told.some(line => expected.test(line)),
      `${expected} in\n${told.join('\n')}`,
    )
})
