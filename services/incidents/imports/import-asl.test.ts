import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { Value } from 'typebox/value'
import { GetIncidentStats } from '../../../contracts/incidents/incident-statistics.ts'
import { IncidentOpened } from '../../../contracts/incidents/incidents.ts'
import type { CommandInput } from '../../../kit/cli/command.ts'
import { Settings } from '../../../kit/config/settings.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { incidentsHost } from '../testing/incidents-host.ts'
import { defined } from '../testing/signals.ts'
import { convertAslConfig } from './asl-config.ts'
import { readAslIncident } from './asl-incident.ts'
import { importAslCommand } from './import-commands.ts'

const config = `# Ours
services:
  - name: "API Production" # the big one
    url: "https://api.example.com/health"
    expected_status: 200
slack: { channel: "#asl-alerts", enabled: true, token: xoxb-secret }
email: { to: ops@example.com }
`

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'vigie-asl-'))
  t.after(() => rm(path, { recursive: true, force: true }))
  return path
}

async function run(
  data: string,
  path: string,
  options: CommandInput['options'] = {},
  more: Partial<CommandInput> = {},
) {
  const printed: string[] = []
  const progress: string[] = []
  const settings = Value.Default(Settings, {}) as Settings
  const input = { args: [path], options, data, settings, print: (line: string) => printed.push(line), ...more }
  const exit = await importAslCommand.run({
    ...(input as CommandInput),
    progress: (done, total) => progress.push(`${done}/${total}`),
  })
  return { exit, printed, progress }
}

test('a plain config.yaml becomes a vigie.yaml, comments included; secrets and what is not known are named', async t => {
  const at = await folder(t)
  await writeFile(join(at, 'config.yaml'), config)
  const shown = await run(at, join(at, 'config.yaml'), { dryRun: true })
  assert.match(shown.printed[0] ?? '', /# Ours[\s\S]+# the big one/)
  const { printed } = await run(at, join(at, 'config.yaml'))
  const written = await readFile(join(at, 'vigie.yaml'), 'utf8')
  assert.equal(written.trimEnd(), shown.printed[0])
  assert.ok(!written.includes('xoxb') && !written.includes('email'))
  assert.match(printed.join('\n'), /1 service\(s\)[\s\S]+"email" is not known[\s\S]+SLACK_BOT_TOKEN/)
  await assert.rejects(run(at, join(at, 'config.yaml')), { code: 'incidents.file-exists' })
  assert.equal((await run(at, join(at, 'config.yaml'), { force: true })).exit, 0)
  await assert.rejects(run(at, join(at, 'none.yaml')), { code: 'incidents.no-such-file' })
  for (const text of ['services: [', 'x', 'monitoring: {}', ''])
    assert.equal(typeof convertAslConfig(text), 'string', text)
})

test('its incident files become resolved history, once, and nobody is told', async t => {
  const host = await incidentsHost(t, { host: testHost })
  assert.ok(host)
  await host.define(defined())
  const at = await folder(t)
  const old = { service: 'API Production', url: 'https://api.example.com', error: 'HTTP 500', http_code: 500 }
  const files: Record<string, unknown> = {
    'API_Production_20241106_153045.json': { ...old, started: '2024-11-06T15:30:45', resolved: '2024-11-06 15:31:30' },
    'Old_Shop_20240101_000000.json': { error: 'timeout', duration: 60, critical: true },
    'Old_Shop_20240102_000000.json': { service: 'Old Shop' },
    'broken.json': 'x',
  }
  for (const [name, facts] of Object.entries(files)) {
    await writeFile(join(at, name), typeof facts === 'string' ? facts : JSON.stringify(facts))
  }
  assert.deepEqual((await run(host.data, at, { dryRun: true })).printed.slice(1), [
    '3 incident(s) would be imported',
    '1 of them do not say when they ended: their duration is 0',
    '1 file(s) could not be read',
  ])
  const first = await run(host.data, at, {}, { clock: host.clock })
  assert.deepEqual(
    [first.exit, first.progress.at(-1), first.printed[1]],
    [1, '3/3', '3 incident(s) imported, 0 known already'],
  )
  assert.match(first.printed[0] ?? '', /broken\.json: is no JSON object/)
  const again = await run(host.data, join(at, 'Old_Shop_20240101_000000.json'), {}, { clock: host.clock })
  assert.equal(again.printed[0], '0 incident(s) imported, 1 known already')
  const all = await host.all()
  assert.deepEqual(
    all.map(({ number, status, duration_s, impact, http_code, component }) => [
      ...[number, status, duration_s, impact, http_code, component?.name],
    ]),
    [
      ['INC-20241106-153045', 'resolved', 45, 'major', 500, 'API Production'],
      ['INC-20240102-000000', 'resolved', 0, 'major', null, 'Old Shop'],
      ['INC-20240101-000000', 'resolved', 60, 'critical', null, 'Old Shop'],
    ],
  )
  assert.equal((await host.call(GetIncidentStats)).total, 3)
  assert.deepEqual(await host.said('incidents', IncidentOpened), [])
})

test('history can be taken over before the first start', async t => {
  const at = await folder(t)
  await writeFile(join(at, 'A_20240101_000000.json'), '{"duration":5}')
  const { printed } = await run(join(at, 'data'), at, {}, { clock: testClock() })
  assert.deepEqual(printed, ['1 incident(s) imported, 0 known already'])
})

test('times may be text with or without a zone, seconds or milliseconds', () => {
  const started = (value: unknown) => {
    const read = readAslIncident('x.json', JSON.stringify({ service: 'x', started: value }))
    return typeof read === 'string' ? read : read.started_at
  }
  const at = '2024-11-06T15:30:45.000Z'
  for (const value of [
    '2024-11-06T15:30:45',
    '2024-11-06 15:30:45.000000',
    '2024-11-06T16:30:45+01:00',
    1730907045,
    1730907045000,
  ]) {
    assert.equal(started(value), at, String(value))
  }
  for (const value of ['soon', null, -1, {}, '2024-13-45']) assert.equal(started(value), 'does not say when it started')
})

test('no file makes the reader throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.oneof(fc.string(), fc.json()), (name, text) => {
      const read = readAslIncident(name, text)
      assert.ok(typeof read === 'string' || read.started_at <= (read.resolved_at ?? '9999'))
    }),
  )
})
