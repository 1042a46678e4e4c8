import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Value } from 'typebox/value'
import { inEnglish } from '../../contracts/messages/words.ts'
import { configProblems, MonitorConfig, parseReference, pathOf } from './config.ts'

const config = (services: readonly object[], monitoring: object = {}) =>
  Value.Default(MonitorConfig, { services, monitoring: { ...monitoring } }) as MonitorConfig

const said = (services: readonly object[], monitoring?: object) =>
  configProblems(config(services, monitoring)).map(
    ({ path, message, severity = 'error' }) => `${severity} ${path.join('.')}: ${inEnglish(message)}`,
  )

const http = (name: string, more: object = {}) => ({
  name,
  url: 'https://example.com/',
  tls: { verify: true },
  interval: 5,
  timeout: 5,
  ...more,
})

describe('the configuration of the monitor', () => {
  it('has its defaults', () => {
    const { monitoring, services } = config([])
    assert.deepEqual(services, [])
    assert.equal(monitoring.check_interval, 20)
    assert.equal(monitoring.default_timeout, 10)
    assert.equal(monitoring.failure_threshold, 2)
    assert.equal(monitoring.recovery_threshold, 1)
    assert.equal(monitoring.recheck, 1)
    assert.equal(monitoring.keep_raw, 7 * 86_400)
  })

  it('refuses the same name twice, also when it only reads the same', () => {
    assert.deepEqual(said([http('API'), http('API')]), [
      'error services.1.name: "API" is used twice; names must differ',
    ])
    assert.match(said([http('Été'), http('ETE')])[0] ?? '', /reads the same as "Été" in an address \(ete\)/)
    assert.match(said([http('Lookout')])[0] ?? '', /the lookout itself/)
  })

  it('refuses the same token for two heartbeats', () => {
    const beat = (name: string) => ({ name, kind: 'heartbeat', every: 60, token: 'the-same-token-twice' })
    assert.match(said([beat('a'), beat('b')])[0] ?? '', /services\.1\.token: is also the token of "a"/)
  })

  it('refuses what the kind refuses, at its place', () => {
    assert.match(
      said([http('a', { conditions: ['status == 200', 'speed < 5'] })])[0] ?? '',
      /services\.0\.conditions\.1/,
    )
  })

  it('refuses a reference that cannot be connected to', () => {
    assert.match(said([], { references: ['1.1.1.1:53', 'nonsense'] })[0] ?? '', /monitoring\.references\.1/)
  })

  it('warns when an outage may be told later than people expect, once for what comes from the defaults', () => {
    const slow = { interval: undefined, timeout: undefined }
    assert.deepEqual(said([http('fast')]), [])
    assert.deepEqual(said([http('a', slow), http('b', slow)]), [
      'warning monitoring.check_interval: an outage of a target that hangs is reported after up to 34 s (interval 20 s + timeout 10 s + 4 s)',
    ])
    assert.match(said([http('own', { interval: 60 })])[0] ?? '', /^warning services\.0\.interval: .* 69 s/)
    assert.deepEqual(said([{ name: 'job', kind: 'heartbeat', every: 86_400 }]), [])
  })

  const references: [string, ReturnType<typeof parseReference>][] = [
    ['1.1.1.1:53', { host: '1.1.1.1', port: 53 }],
    ['tcp://192.0.2.53:53', { host: '192.0.2.53', port: 53 }],
    ['https://example.com/health', { host: 'example.com', port: 443 }],
    ['http://example.com', { host: 'example.com', port: 80 }],
    ['[2001:db8::1]:443', { host: '2001:db8::1', port: 443 }],
    ['example.com', null],
    ['', null],
  ]
  for (const [text, reference] of references) {
    it(`reads the reference "${text}"`, () => assert.deepEqual(parseReference(text), reference))
  }

  it('turns a field into a path', () => {
    assert.deepEqual(pathOf('conditions[1]'), ['conditions', 1])
    assert.deepEqual(pathOf('tls.server_name'), ['tls', 'server_name'])
  })
})
