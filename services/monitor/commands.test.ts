import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { Value } from 'typebox/value'
import type { Command, CommandInput } from '../../kit/cli/command.ts'
import { Settings } from '../../kit/config/settings.ts'
import { outgoingPolicy } from '../../kit/http-client/network.ts'
import { Redactor } from '../../kit/http-client/redact.ts'
import { systemClock } from '../../kit/runtime/clock.ts'
import { silentLog } from '../../kit/runtime/log.ts'
import { Refusal } from '../../kit/service/errors.ts'
import { testHost } from '../../kit/testing/host.ts'
import { startTarget } from '../../kit/testing/target.ts'
import { MonitorConfig } from './config.ts'
import { toDefinition } from './definitions/definition.ts'
import { replayCommand } from './evaluation/replay-command.ts'
import { checkCommand } from './scheduling/check-command.ts'
import { monitor } from './service.ts'

async function run(t: TestContext, command: Command, input: Partial<CommandInput> & { services: readonly object[] }) {
  const lines: string[] = []
  const clock = systemClock()
  t.after(() => clock.stop())
  const { services, ...more } = input
  const config = Value.Default(MonitorConfig, { services, monitoring: {} })
  const exit = await command.run({
    ...{ args: [], options: {}, config, settings: Value.Default(Settings, {}) as Settings, clock, log: silentLog() },
    ...{
      base_directory: '.',
      data: '.',
      network: outgoingPolicy({ allow: [] }),
      redactor: new Redactor(),
      progress: () => {},
    },
    store: () => Promise.reject(new Error('no data')),
    up: () => Promise.reject(new Error('starts nothing')),
    print: line => lines.push(line),
    write: async part => lines.push(part) > 0,
    ...more,
  })
  return { exit, lines }
}

const http = (name: string, url: string) => ({
  ...{ name, url, method: 'GET', expected_status: '2xx', follow_redirects: true, max_redirects: 5, ip_version: 'any' },
  tls: { verify: true },
})

describe('vigie check', () => {
  it('prints what it saw and ends with 1 when something is down', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    target.answer('/shop', { status: 503 })
    const services = [http('API', target.url), http('Boutique été', `${target.url}/shop`)]
    const { exit, lines } = await run(t, checkCommand, { services })
    assert.equal(exit, 1)
    assert.match(lines[0] ?? '', /^STATE +SERVICE +KIND +HTTP +TIME +REASON$/)
    assert.match(lines[1] ?? '', /^✓ up +API +http +200 +\d+ ms$/)
    assert.match(lines[2] ?? '', /^✗ down +Boutique été +http +503 +\d+ ms +HTTP 503/)
    const one = await run(t, checkCommand, { services, args: ['api'] })
    assert.equal(one.exit, 0)
    assert.equal(one.lines.length, 2)
  })

  it('names the services there are when one is not among them', async t => {
    const services = [http('API', 'http://127.0.0.1:1')]
    await assert.rejects(run(t, checkCommand, { services, args: ['APY'] }), (thrown: Refusal) => {
      assert.equal(thrown.code, 'monitor.no-such-check')
      assert.match(thrown.message, /there is no service "APY"; there are API/)
      return true
    })
  })
})

describe('vigie replay', () => {
  it('says what another rule would have told of the stored results', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    const services = [{ name: 'API', url: target.url }]
    const system = await testHost(t, {
      services: [monitor],
      config: { services, monitoring: { check_interval: 0.05, recheck: 0.02 } },
    })
    const hits = (count: number) => {
      const before = target.hits()
      return system.until(`${count} more looks`, () => target.hits() >= before + count)
    }
    await hits(3)
    await target.behave({ status: 500 })
    await hits(6)
    await target.behave('ok')
    await hits(3)
    await system.until('results are stored', async () => {
      const { lines } = await replayed(['--stored'])
      return /: (?:1\d|\d\d\d?) results/.test(lines[0] ?? '')
    })
    async function replayed(_why: string[], options: Record<string, string> = {}) {
      return run(t, replayCommand, {
        ...{ services, args: ['api'], options: { days: '1', ...options } },
        store: async name => system.host.store(name),
      })
    }
    const { exit, lines } = await replayed([], { failureThreshold: '4' })
    assert.equal(exit, 0)
    assert.match(lines.join('\n'), /^API: \d+ results of 1 days\npresent rule: would have alerted once\n/)
    assert.match(lines.join('\n'), /this rule: {4}would have alerted once\n {2}20\S+Z {2}down/)
    const none = await replayed([], { failureThreshold: '100' })
    assert.match(none.lines.join('\n'), /this rule: {4}would have alerted 0 times/)
    await assert.rejects(replayed([], { failureThreshold: 'two' }), (thrown: unknown) => thrown instanceof Refusal)
    await assert.rejects(replayed([], { degradedAbove: 'soon' }), (thrown: unknown) => thrown instanceof Refusal)
  })

  it('refuses a check that was never watched', async t => {
    const system = await testHost(t, { services: [monitor], config: { services: [] } })
    const store = async (name: string) => system.host.store(name)
    await assert.rejects(
      run(t, replayCommand, { services: [], args: ['x'], options: {}, store }),
      /there is no check "x"/,
    )
  })
})

it('a definition of the file is split into common fields and those of the kind', () => {
  assert.deepEqual(toDefinition({ name: 'A', url: 'https://a.example', timeout: 5 }), {
    ...{ name: 'A', kind: 'http', group: null, critical: false, depends_on: [], timeout: 5 },
    settings: { url: 'https://a.example' },
  })
})
