// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are what a configuration is written in
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { Type } from 'typebox'
import { defineService } from '../service/service.ts'
import { sampleServices } from '../testing/sample-services.ts'
import type { Environment } from './environment.ts'
import { type LoadedConfig, loadConfig } from './load.ts'
import { formatProblem } from './problem.ts'

let root = ''
before(() => {
  root = mkdtempSync(join(tmpdir(), 'vigie-config-'))
})
after(() => rmSync(root, { recursive: true, force: true }))

type Files = Readonly<Record<string, string | Buffer>>

function load(files: Files, environment: Environment = {}, file?: string) {
  const directory = mkdtempSync(join(root, 'x-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return loadConfig({ directory, environment, services: sampleServices, file })
}

function loaded(text: string, environment: Environment = {}): LoadedConfig {
  const result = load({ 'vigie.yaml': text }, environment)
  if (!result.ok) assert.fail(result.problems.map(one => formatProblem(one)).join('\n'))
  return result
}

function problems(files: Files | string, environment: Environment = {}, file?: string): string[] {
  const result = load(typeof files === 'string' ? { 'vigie.yaml': files } : files, environment, file)
  return result.ok ? [] : result.problems.map(one => formatProblem(one))
}

const service = (more: string) => `services:\n  - name: API\n    url: https://api.test\n${more}`

const broken: readonly (readonly [string, string, ...string[]])[] = [
  [
    'an unknown key',
    service('    intervall: 20\n'),
    'vigie.yaml:4: services[0].intervall: is not a key of kind http (did you mean "interval"?)',
  ],
  ['an unknown section', 'monitorin: {}\n', 'vigie.yaml:1: monitorin: is not a section (did you mean "monitoring"?)'],
  [
    'a key one level too high',
    'failure_threshold: 3\n',
    'vigie.yaml:1: failure_threshold: is not a section (it belongs under "monitoring")',
  ],
  [
    'an unknown key of a section',
    'logging:\n  level: INFO\n  fil: x\n',
    'vigie.yaml:3: logging.fil: is not a known key (did you mean "file"?)',
  ],
  [
    'a key that is like no other',
    'store:\n  password_policy: x\n',
    'vigie.yaml:2: store.password_policy: is not a known key (known: url, url_file)',
  ],
  [
    'a key of another kind',
    service('    port: 443\n'),
    'vigie.yaml:4: services[0].port: is not a key of kind http, only of tcp',
  ],
  [
    'an unknown kind',
    'services:\n  - name: DB\n    kind: tpc\n    host: db\n',
    'vigie.yaml:3: services[0].kind: must be one of http, tcp, heartbeat, not "tpc" (did you mean "tcp"?)',
  ],
  [
    'no kind where one is needed',
    'notifications:\n  - name: hook\n',
    'vigie.yaml:2: notifications[0].kind: is missing; it must be one of webhook, email',
  ],
  [
    'a missing key',
    'services:\n  - name: API\n',
    'vigie.yaml:2: services[0].url: is missing; it must be a URL that starts with http:// or https://',
  ],
  [
    'a missing key that is only misspelt is told once',
    'services:\n  - name: API\n    ulr: https://api.test\n',
    'vigie.yaml:3: services[0].ulr: is not a key of kind http (did you mean "url"?)',
  ],
  [
    'a bad URL, its password kept',
    'services:\n  - name: API\n    url: htp://root:hunter2@api.test\n',
    'vigie.yaml:3: services[0].url: must be a URL that starts with http:// or https://, not "htp://***@api.test"',
  ],
  [
    'text for a number',
    'monitoring:\n  failure_threshold: often\n',
    'vigie.yaml:2: monitoring.failure_threshold: must be a whole number of at least 1, not "often"',
  ],
  [
    'a number in quotes',
    service('    expected_status: "200"\n'),
    'vigie.yaml:4: services[0].expected_status: must be a status, a list of them, or a class such as 2xx, not "200" (write 200 without quotes)',
  ],
  [
    'a number for a name',
    'services:\n  - name: 404\n    url: https://api.test\n',
    'vigie.yaml:2: services[0].name: must be text, not 404 (write "404")',
  ],
  [
    'yes for true',
    'slack:\n  enabled: yes\n',
    'vigie.yaml:2: slack.enabled: must be true or false, not "yes" (write true)',
  ],
  [
    'a number out of range',
    'services:\n  - { name: DB, kind: tcp, host: db, port: 99999 }\n',
    'vigie.yaml:2: services[0].port: must be a whole number from 1 to 65535, not 99999',
  ],
  [
    'a word that is not one of the choice',
    service('    method: PSOT\n'),
    'vigie.yaml:4: services[0].method: must be one of GET, HEAD, POST, not "PSOT" (did you mean "POST"?)',
  ],
  [
    'a bad duration',
    service('    timeout: 10 seconds\n'),
    'vigie.yaml:4: services[0].timeout: must be a duration from 0.1s to 300s: seconds as a number, or 500ms, 10s, 5m, 24h, 7d, not "10 seconds" (did you mean "10s"?)',
  ],
  [
    'a duration out of range',
    service('    interval: 500ms\n'),
    'vigie.yaml:4: services[0].interval: must be a duration of at least 1s: seconds as a number, or 500ms, 10s, 5m, 24h, 7d, not "500ms"',
  ],
  [
    'one value where a list is wanted',
    service('    conditions: status == 200\n'),
    'vigie.yaml:4: services[0].conditions: must be a list, not "status == 200" (write ["status == 200"])',
  ],
  ['a list where a mapping is wanted', 'slack:\n  - channel\n', 'vigie.yaml:1: slack: must be a mapping, not a list'],
  ['an item that is not a mapping', 'services:\n  - API\n', 'vigie.yaml:2: services[0]: must be a mapping, not "API"'],
  [
    'an empty list, and an entry twice',
    'notifications:\n  - { name: a, kind: email, to: [] }\n  - { name: b, kind: email, to: [a@b.fr, a@b.fr] }\n',
    'vigie.yaml:2: notifications[0].to: must have at least 1 entry',
    'vigie.yaml:3: notifications[1].to: must not have the same entry twice',
  ],
  [
    'a key without a value',
    'services:\n  - name: API\n    url:\n',
    'vigie.yaml:3: services[0].url: is empty; it must be a URL that starts with http:// or https:// (a text that starts with # needs quotes)',
  ],
  [
    'an empty name',
    'services:\n  - { name: "", url: "https://a.fr" }\n',
    'vigie.yaml:2: services[0].name: must not be empty',
  ],
  [
    'a name used twice',
    'services:\n  - { name: API, url: "https://a.fr" }\n  - name: API\n    url: https://b.fr\n',
    'vigie.yaml:3: services[1].name: "API" is used twice',
  ],
  ['a key written twice', service('    url: https://b.fr\n'), 'vigie.yaml:4: "url" is written twice (first in line 3)'],
  ['a tab', 'slack:\n\tenabled: true\n', 'vigie.yaml:2: a tab is used for indentation (use spaces)'],
  [
    'indentation that fits nowhere',
    'slack:\n    enabled: true\n  channel: x\n',
    'vigie.yaml:3: the indentation does not fit the lines around it (the keys of one mapping start in the same column)',
  ],
  [
    'a colon in a bare text',
    'services:\n  - name: API: production\n    url: https://a.fr\n',
    'vigie.yaml:2: a value contains ": " (put the value in quotes)',
  ],
  [
    'a quote that is not closed',
    'language: "fr\nslack: {}\n',
    'vigie.yaml:1: the quote " is opened here and not closed',
  ],
  [
    'a bracket that is not closed',
    'slack: {enabled: true\nlanguage: fr\n',
    'vigie.yaml:1: the bracket { is opened here and not closed',
  ],
  ['a line without a colon', 'slack\nlanguage: fr\n', 'vigie.yaml:1: is not "key: value"'],
  [
    'no space after the colon',
    'language:fr\nslack: {}\n',
    'vigie.yaml:1: is not "key: value" (put a space after the ":")',
  ],
  [
    'an alias without an anchor',
    'slack: *defaults\n',
    'vigie.yaml:1: the alias *defaults has no anchor &defaults before it (a text that starts with * needs quotes)',
  ],
  [
    'a second document',
    'language: fr\n---\ntime_zone: UTC\n',
    'vigie.yaml:2: only one document is read (remove the "---")',
  ],
  [
    'a file that is a list',
    '- name: API\n',
    'vigie.yaml:1: the file must be a mapping of sections, not a list (start with a section such as "services:")',
  ],
  [
    'an unset variable',
    'notifications:\n  - name: hook\n    kind: webhook\n    url: "${HOOK_URL}"\n    secret: whsec_x\n',
    'vigie.yaml:4: notifications[0].url: needs the variable HOOK_URL, which is not set (set it in .env, or write ${HOOK_URL:-default})',
  ],
  [
    'a bare variable inside brackets',
    'slack: { channel: ${CHANNEL} }\n',
    'vigie.yaml:1: a bare ${…} cannot stand inside { } or [ ] (write "${…}")',
  ],
  [
    'a malformed variable',
    'slack:\n  channel: "${CHANNEL"\n',
    'vigie.yaml:2: slack.channel: has a "${" that is not ${NAME} or ${NAME:-default} (write $${ for a plain ${)',
  ],
  [
    'a secret file that is missing',
    'slack:\n  token_file: nowhere.txt\n',
    'vigie.yaml:2: slack.token_file: names a file that does not exist: nowhere.txt',
  ],
  [
    'a secret and its file at once',
    'slack:\n  token: xoxb-1\n  token_file: token.txt\n',
    'vigie.yaml:3: slack.token_file: cannot stand beside "token"',
  ],
  [
    'a wrong secret, which is not printed',
    'notifications:\n  - { name: hook, kind: webhook, url: "https://a.fr", secret: hunter2 }\n  - { name: hook, kind: webhook, url: "https://a.fr", secret: 4711 }\n',
    'vigie.yaml:2: notifications[0].secret: must be text of the form ^whsec_',
    'vigie.yaml:3: notifications[1].secret: must be text of the form ^whsec_',
  ],
  [
    'an item that may be a text',
    'providers: [cloudflare, gitlab, { kind: statuspage, id: acme, url: acme.test }]\n',
    'vigie.yaml:1: providers[1]: must be one of cloudflare, github, not "gitlab" (did you mean "github"?)',
    'vigie.yaml:1: providers[2].url: must be a URL that starts with http:// or https://, not "acme.test" (did you mean "https://acme.test"?)',
  ],
  [
    'a time zone that does not exist',
    'time_zone: Europe/Pariss\n',
    'vigie.yaml:1: time_zone: must be an IANA time zone such as Europe/Paris, not "Europe/Pariss" (did you mean "Europe/Paris"?)',
  ],
  [
    'an address range that is none',
    'network:\n  allow:\n    - 10.0.0.0/8\n    - 10.0.0.0/33\n',
    'vigie.yaml:4: network.allow[1]: must be an address range such as 10.0.0.0/8, not "10.0.0.0/33"',
  ],
  [
    'a peer that is not a service, and no key',
    'peers:\n  watchr: http://127.0.0.1:1\n',
    'vigie.yaml:1: peers: needs cluster_key or cluster_key_file, the same in every process',
    'vigie.yaml:2: peers.watchr: is not a service (did you mean "watcher"?)',
  ],
]

describe('a broken configuration', () => {
  for (const [name, text, ...expected] of broken) {
    test(`${name}: file, line, what is wrong and what would be right`, () => {
      assert.deepEqual(problems(text), expected)
    })
  }

  test('every mistake of one file is told at once, in the order of the file', () => {
    const all = problems(
      [
        'language: french',
        'services:',
        '  - name: API',
        '    url: htp://api.test',
        '  - name: DB',
        '\tkind: tcp',
        '  - name: API',
        '    url: https://api.test',
        '    timeout: soon',
        '  - name: Web',
        '    url: ${WEB_URL}',
        '    colour: red',
        'slack: { channel: "#x", enabled: no',
        'notifications:',
        '  - { name: hook, kind: webhok }',
        '  - name: mail',
        '    kind: email',
        '    to: [ops]',
        'monitorin: {}',
      ].join('\n'),
    )
    assert.deepEqual(
      all.map(line => line.replace(/: (must|is|has|needs|"|a |the ).*/, '')),
      [
        'vigie.yaml:1: language',
        'vigie.yaml:4: services[0].url',
        'vigie.yaml:6',
        'vigie.yaml:7: services[2].name',
        'vigie.yaml:9: services[2].timeout',
        'vigie.yaml:11: services[3].url',
        'vigie.yaml:12: services[3].colour',
        'vigie.yaml:13',
        'vigie.yaml:15: notifications[0].kind',
        'vigie.yaml:18: notifications[1].to[0]',
        'vigie.yaml:19: monitorin',
      ],
    )
  })

  test('what a secret mapping holds is not printed', () => {
    const headers = Type.Record(Type.String(), Type.String({ pattern: '^x' }), { secret: true, default: {} })
    const keeper = defineService({ name: 'keeper', config: Type.Object({ headers }), start: () => ({}) })
    const directory = mkdtempSync(join(root, 'x-'))
    writeFileSync(join(directory, 'vigie.yaml'), 'headers: { authorization: hunter2, x-api-key: 4711 }\n')
    const result = loadConfig({ directory, environment: {}, services: [keeper] })
    assert.deepEqual(!result.ok && result.problems.map(one => formatProblem(one)), [
      'vigie.yaml:1: headers.authorization: must be text of the form ^x',
      'vigie.yaml:1: headers.x-api-key: must be text of the form ^x',
    ])
  })

  test('a pattern is not shown to people where a description says it', () => {
    const config = Type.Object({ code: Type.String({ pattern: '^[a-z]{3}$', description: 'Three letters.' }) })
    const keeper = defineService({ name: 'keeper', config, start: () => ({}) })
    const said = (text: string) => {
      const directory = mkdtempSync(join(root, 'x-'))
      writeFileSync(join(directory, 'vigie.yaml'), text)
      const result = loadConfig({ directory, environment: {}, services: [keeper] })
      return result.ok ? [] : result.problems.map(one => formatProblem(one))
    }
    assert.deepEqual(said('code: ABCD'), [
      'vigie.yaml:1: code: must be text of a certain form, not "ABCD" (Three letters)',
    ])
    assert.deepEqual(said(''), ['vigie.yaml:1: code: is missing; it must be text of a certain form (Three letters)'])
  })

  test('a file that was asked for and is not there is a mistake, with the nearest name', () => {
    assert.deepEqual(problems({ 'mine.yaml': '' }, {}, 'mien.yaml'), [
      'mien.yaml:1: there is no such configuration file (did you mean "mine.yaml"?)',
    ])
  })

  test('a file that is not UTF-8 is refused with the line', () => {
    const latin1 = Buffer.from('language: fr\nslack: { channel: "été" }\n', 'latin1')
    assert.deepEqual(problems({ 'vigie.yaml': latin1 }), [
      'vigie.yaml:2: the file is not UTF-8 text (save it as UTF-8)',
    ])
  })

  test('a bomb of aliases is refused', () => {
    const levels = 'abcdefghi'.split('').map((name, index, all) => {
      const part = index === 0 ? 'x' : `*${all[index - 1]}`
      return `x-${name}: &${name} [${Array(10).fill(part).join(', ')}]`
    })
    assert.deepEqual(
      problems(levels.join('\n')).map(line => line.replace(/^vigie.yaml:\d+: /, '')),
      ['the aliases here stand for too much'],
    )
  })

  test('nothing that can stand in a file makes it throw', () => {
    const word = fc.oneof(
      fc.constantFrom(
        ...[
          'services:',
          'slack:',
          '- ',
          '  ',
          '\n',
          '\n  - ',
          '\t',
          ': ',
          'name: ',
          'kind: ',
          'tcp',
          'url: ',
          '{',
          '}',
        ],
        ...['[', ']', ',', '&a ', '*a', '<<: ', '"', "'", '|', '>', '!!binary ', '#', '---\n', '? ', '${', '${X}', '}'],
        ...[
          '__proto__: ',
          'constructor: ',
          'null',
          '10s',
          '1e999',
          '.nan',
          '0x1f',
          'token_file: ',
          '%YAML 1.1\n',
          '\r\n',
        ],
      ),
      fc.string({ maxLength: 6 }),
    )
    const text = fc.array(word, { maxLength: 60 }).map(words => words.join(''))
    fc.assert(
      fc.property(text, source => {
        const result = load({ 'vigie.yaml': source })
        if (!result.ok) for (const problem of result.problems) assert.match(formatProblem(problem), /^[^\n]+$/)
      }),
      { numRuns: 400 },
    )
  })
})

describe('a configuration that is right', () => {
  test('no file at all starts with every default', () => {
    const result = load({})
    assert.ok(result.ok)
    assert.equal(result.file, null)
    assert.equal(result.settings.language, 'en')
    assert.deepEqual(result.values.get('watcher'), {
      services: [],
      monitoring: { check_interval: 20, failure_threshold: 2, default_timeout: 10 },
    })
    assert.deepEqual(result.warnings, [])
  })

  test('an empty file, and sections with nothing below them, are defaults too', () => {
    for (const text of ['', '# later\n', 'services:\n# - name: API\nslack:\n']) {
      assert.deepEqual(loaded(text).values.get('watcher'), load({}).ok && loaded('{}').values.get('watcher'))
    }
  })

  test('the plain format of small teams works unchanged, French names included', () => {
    const { settings, values, placeOf } = loaded(`services:
  - name: "API Éphémère — Génération"
    url: "https://api.example.com/santé"
    method: "GET"
    expected_status: 200
    timeout: 10
    critical: true
  - name: Œuvre d'été
    url: https://example.com
    timeout: 5

monitoring:
  check_interval: 20
  failure_threshold: 2
  default_timeout: 10

slack:
  channel: "#asl-alerts"
  enabled: true
  mention_channel: true

logging:
  level: INFO
  file: logs/monitoring.log
  incidents_dir: incidents
`)
    const { services } = values.get('watcher') as { services: readonly object[] }
    assert.deepEqual(services[0], {
      name: 'API Éphémère — Génération',
      url: 'https://api.example.com/santé',
      method: 'GET',
      expected_status: 200,
      timeout: 10,
      critical: true,
      kind: 'http',
      conditions: [],
      headers: {},
    })
    assert.equal(settings.logging.file, 'logs/monitoring.log')
    assert.equal(placeOf(['services', 1, 'name']), 'vigie.yaml:8')
    assert.equal(placeOf(['services', 1, 'interval']), 'vigie.yaml:8')
    assert.equal(placeOf(['slack', 'channel']), 'vigie.yaml:18')
  })

  test('durations arrive in seconds, written or by default', () => {
    const { values } = loaded(
      'services: [{ name: a, kind: heartbeat, every: 24h }]\nmonitoring: { check_interval: 500ms }\n',
    )
    const config = values.get('watcher') as { services: readonly object[]; monitoring: object }
    assert.deepEqual(config.services, [
      { name: 'a', kind: 'heartbeat', every: 86_400, grace: 3_600, critical: false, conditions: [] },
    ])
    assert.deepEqual(config.monitoring, { check_interval: 0.5, failure_threshold: 2, default_timeout: 10 })
  })

  test('two services read one section, each sees its own keys and knows those of the other', () => {
    const { values } = loaded('services: [{ name: a, url: "https://a.fr", group: Core, depends_on: [b] }]\n')
    const { services } = values.get('book') as { services: readonly object[] }
    assert.deepEqual(services, [{ name: 'a', group: 'Core', depends_on: ['b'] }])
    const [watched] = (values.get('watcher') as { services: readonly object[] }).services
    assert.ok(watched && !('group' in watched))
  })

  test('vigie.yaml comes before config.yaml, and the one that is not read is named', () => {
    const both = load({ 'vigie.yaml': 'language: fr', 'config.yaml': 'language: en' })
    assert.ok(both.ok)
    assert.equal(both.settings.language, 'fr')
    assert.deepEqual(
      both.warnings.map(one => formatProblem(one)),
      ['config.yaml:1: this file is not read, because vigie.yaml is there'],
    )
    const plain = load({ 'config.yaml': 'language: fr' })
    assert.ok(plain.ok && plain.settings.language === 'fr')
    const overlooked = load({ 'vigie.yml': 'language: fr' })
    assert.deepEqual(overlooked.ok && overlooked.warnings.map(one => formatProblem(one)), [
      'vigie.yml:1: this file is not read (name it vigie.yaml)',
    ])
  })

  test('anchors may live under x-…, aliases and << take them up', () => {
    const { values } = loaded(
      'x-slow: &slow { interval: 5m, timeout: 20 }\nservices:\n  - { <<: *slow, name: a, url: "https://a.fr", timeout: 3 }\n',
    )
    const [first] = (values.get('watcher') as { services: readonly Record<string, unknown>[] }).services
    assert.equal(first?.interval, 300)
    assert.equal(first?.timeout, 3)
  })

  test('doubts of a service are warnings with their line', () => {
    assert.deepEqual(
      loaded('monitoring:\n  default_timeout: 1m\n').warnings.map(one => formatProblem(one)),
      ['vigie.yaml:2: monitoring.default_timeout: is long'],
    )
  })

  test('5,000 services are read in a fraction of a second', () => {
    const services = Array.from(
      { length: 5_000 },
      (_, index) =>
        `  - name: "Service ${index}"\n    url: https://s${index}.test/health\n    method: GET\n    expected_status: 200\n    timeout: 10\n    critical: true\n`,
    )
    const before = process.cpuUsage()
    const { values } = loaded(`services:\n${services.join('')}`)
    const took = process.cpuUsage(before).user / 1000
    assert.equal((values.get('watcher') as { services: unknown[] }).services.length, 5_000)
    assert.ok(took < 2_000, `${Math.round(took)} ms of CPU`)
  })
})

describe('variables', () => {
  test('are put into texts, with defaults and an escape; .env is read and real ones win', () => {
    const result = load(
      {
        'vigie.yaml': 'slack:\n  channel: "${TEAM}-${KIND:-alerts}-$${x}"\npublic_url: "${URL}"\n',
        '.env': 'TEAM=blue\nURL=https://from.env\n',
      },
      { URL: 'https://real', KIND: '' },
    )
    assert.ok(result.ok)
    assert.equal((result.values.get('teller') as { slack: { channel: string } }).slack.channel, 'blue-alerts-${x}')
    assert.equal(result.settings.public_url, 'https://real')
    assert.equal(result.environment.TEAM, 'blue')
  })

  test('give numbers and booleans where the schema wants those, and are not printed when wrong', () => {
    const text = 'services:\n  - { name: a, kind: tcp, host: h, port: "${PORT}" }\nslack: { enabled: "${ON}" }\n'
    const { values } = loaded(text, { PORT: '5432', ON: 'false' })
    assert.equal((values.get('watcher') as { services: { port: number }[] }).services[0]?.port, 5432)
    assert.equal((values.get('teller') as { slack: { enabled: boolean } }).slack.enabled, false)
    assert.deepEqual(problems(text, { PORT: 'hunter2', ON: 'true' }), [
      'vigie.yaml:2: services[0].port: must be a whole number from 1 to 65535, which its variable is not',
    ])
  })

  test('VIGIE_<SECTION>_<KEY> wins over the file, for every single value', () => {
    const { settings, values, placeOf } = loaded('language: en\nmonitoring: { check_interval: 20 }\n', {
      VIGIE_LANGUAGE: 'fr',
      VIGIE_STORE_URL: 'postgres://db/vigie',
      VIGIE_MONITORING_CHECK_INTERVAL: '2m',
      VIGIE_MONITORING_FAILURE_THRESHOLD: '5',
      VIGIE_DEAD_MAN_URL: 'https://ping.test',
      VIGIE_TIME_ZONE: '',
    })
    assert.equal(settings.language, 'fr')
    assert.equal(settings.store.url, 'postgres://db/vigie')
    assert.deepEqual(settings.dead_man, { url: 'https://ping.test', every: 60 })
    const { monitoring } = values.get('watcher') as { monitoring: object }
    assert.deepEqual(monitoring, { check_interval: 120, failure_threshold: 5, default_timeout: 10 })
    assert.equal(placeOf(['language']), 'VIGIE_LANGUAGE')
  })

  test('a wrong VIGIE_ variable is a mistake at its own place, an unknown one a warning', () => {
    assert.deepEqual(problems('', { VIGIE_LANGUAGE: 'german' }), [
      'VIGIE_LANGUAGE: language: must be one of en, fr, which its variable is not',
    ])
    const result = load({ '.env': '# ours\nVIGIE_LANGUGE=fr\n' }, { VIGIE_PORT: '1', VIGIE_ADMIN_KEY: 'x' })
    assert.deepEqual(result.ok && result.warnings.map(one => formatProblem(one)), [
      '.env:2: VIGIE_LANGUGE is not a variable that is read (did you mean "VIGIE_LANGUAGE"?)',
    ])
  })

  test('a schema may name the variable of a value; the file comes first', () => {
    const token = (text: string, environment: Environment) =>
      (loaded(text, environment).values.get('teller') as { slack: { token?: string } }).slack.token
    assert.equal(token('', { SLACK_BOT_TOKEN: 'xoxb-env' }), 'xoxb-env')
    assert.equal(token('slack: { token: xoxb-file }', { SLACK_BOT_TOKEN: 'xoxb-env' }), 'xoxb-file')
    assert.equal(token('', {}), undefined)
    assert.deepEqual(problems('slack: {}\n', { SLACK_BOT_TOKEN: 'x' }), [
      'SLACK_BOT_TOKEN: slack.token: must be text of at least 4 characters, which its variable is not',
    ])
  })
})

describe('secret files', () => {
  test('hold the value, relative to the configuration file, without its last newline', () => {
    const directory = mkdtempSync(join(root, 'x-'))
    mkdirSync(join(directory, 'conf'))
    writeFileSync(join(directory, 'conf', 'token.txt'), 'xoxb-secret\n')
    writeFileSync(join(directory, 'conf', 'mine.yaml'), 'slack: { token_file: token.txt }\n')
    const result = loadConfig({ directory, file: 'conf/mine.yaml', environment: {}, services: sampleServices })
    assert.ok(result.ok)
    assert.equal((result.values.get('teller') as { slack: { token: string } }).slack.token, 'xoxb-secret')
    assert.equal(result.base_directory, join(directory, 'conf'))
    assert.equal(result.placeOf(['slack', 'token']), 'conf/mine.yaml:1')
  })

  test('may hold the key of the cluster; a variable wins over both forms of it', () => {
    const key = 'k'.repeat(32)
    const files = { 'vigie.yaml': 'cluster_key_file: key.txt\n', 'key.txt': `${key}\n` }
    const read = (environment: Environment) => {
      const result = load(files, environment)
      return result.ok && result.settings.cluster_key
    }
    assert.equal(read({}), key)
    assert.equal(read({ VIGIE_CLUSTER_KEY: 'v'.repeat(32) }), 'v'.repeat(32))
  })

  test('with the wrong content are told at the line that names them', () => {
    const files = { 'vigie.yaml': 'language: fr\nslack:\n  token_file: t\n', t: 'abc\n' }
    assert.deepEqual(problems(files), ['vigie.yaml:3: slack.token: must be text of at least 4 characters'])
    assert.deepEqual(problems({ ...files, t: '\n' }), ['vigie.yaml:3: slack.token_file: names an empty file: t'])
  })
})
