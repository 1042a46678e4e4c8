import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { inEnglish } from '../../contracts/messages/words.ts'
import { loadConfig } from '../../kit/config/load.ts'
import { formatProblem } from '../../kit/config/problem.ts'
import { type ProvidersConfig, requestOf } from './config.ts'
import { waysOf } from './polling/poll-provider.ts'
import { adapterOfKind } from './registry/adapter-kinds.ts'
import { catalogue } from './registry/catalogue.ts'
import { isInvalid, resolveProvider } from './registry/resolve-provider.ts'
import { providers } from './service.ts'

function load(t: TestContext, text: string) {
  const directory = mkdtempSync(join(tmpdir(), 'vigie-config-'))
  t.after(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, 'vigie.yaml'), text)
  const loaded = loadConfig({ directory, environment: {}, services: [providers] })
  const problems = loaded.ok ? loaded.warnings : loaded.problems
  const config = loaded.ok ? (loaded.values.get('providers') as ProvidersConfig) : undefined
  return {
    ok: loaded.ok,
    problems: problems.map(one => formatProblem(one, inEnglish)),
    followed: config?.providers.map(item => resolveProvider(requestOf(item))),
  }
}

describe('the providers of the file', () => {
  test('an id is enough for one that is known, and its scope can be added', t => {
    const { problems, followed } = load(
      t,
      `
providers:
  - cloudflare
  - { id: github, components: [Git Operations, "API*"], critical: true }
  - { id: gcp, kind: google-cloud, regions: [europe-west1] }
  - { id: acme, kind: statuspage, url: "https://status.acme.test/" }
  - { id: aws, kind: aws }
`,
    )
    assert.deepEqual(problems, [])
    assert.deepEqual(
      followed!.map(one => (isInvalid(one) ? one : [one.id, one.name, one.kind, one.urls[0], one.critical])),
      [
        ['cloudflare', 'Cloudflare', 'statuspage', 'https://www.cloudflarestatus.com', false],
        ['github', 'GitHub', 'statuspage', 'https://www.githubstatus.com', true],
        ['gcp', 'Google Cloud', 'google-cloud', 'https://status.cloud.google.com', false],
        ['acme', 'acme', 'statuspage', 'https://status.acme.test', false],
        ['aws', 'Amazon Web Services', 'aws', 'https://health.aws.amazon.com/public/currentevents', false],
      ],
    )
  })

  test('every mistake stands on its own line, with what was meant', t => {
    const { ok, problems } = load(
      t,
      `providers:
  - clodflare
  - { id: acme, kind: statuspage }
  - { id: acme2, kind: statuspge, url: "https://status.acme.test" }
  - { id: acme3, kind: http, url: "ftp://acme.test" }
  - github
  - github
  - { id: vega, kind: http, url: "https://vega.test", region: [x] }
`,
    )
    assert.equal(ok, false)
    const at = (line: number) => problems.filter(problem => problem.startsWith(`vigie.yaml:${line}:`)).join('\n')
    assert.match(at(4), /did you mean "statuspage"/)
    assert.match(at(5), /http:\/\/ or https:\/\//)
    assert.match(at(8), /did you mean "regions"/)
  })

  test('what only the rules can tell is told too', t => {
    const { ok, problems } = load(
      t,
      'providers:\n  - clodflare\n  - { id: acme, kind: statuspage }\n  - github\n  - github\n',
    )
    assert.equal(ok, false)
    assert.equal(problems.length, 3, problems.join('\n'))
    assert.match(
      problems[0]!,
      /^vigie\.yaml:2: .*"clodflare" is not in the catalogue of providers \(did you mean "cloudflare"\?\)/,
    )
    assert.match(problems[1]!, /^vigie\.yaml:3: .*is missing; statuspage needs the address of the page/)
    assert.match(problems[2]!, /^vigie\.yaml:5: .*"github" is followed already/)
  })

  test('standing on a provider that nobody follows is doubtful', t => {
    const { ok, problems } = load(
      t,
      'services:\n  - name: Shop\n    depends_on: [Database, "provider:cloudflre"]\nproviders: [cloudflare]\n',
    )
    assert.equal(ok, true)
    assert.equal(problems.length, 1)
    assert.match(
      problems[0]!,
      /^vigie\.yaml:3: .*names "cloudflre", which is not among the providers \(did you mean "cloudflare"\?\)/,
    )
  })
})

describe('the catalogue', () => {
  test('knows more than sixty, each of a kind that there is, none twice', () => {
    assert.ok(catalogue.length >= 60)
    assert.equal(new Set(catalogue.map(({ id }) => id)).size, catalogue.length)
    for (const { id, kind, urls, page } of catalogue) {
      assert.match(id, /^[a-z0-9][a-z0-9-]{0,62}$/)
      assert.ok(adapterOfKind(kind), `${id} is of kind ${kind}`)
      for (const url of [page, ...urls]) assert.match(url, /^https:\/\/[^\s]+$/, id)
      const followed = resolveProvider({ id })
      assert.ok(!isInvalid(followed) && followed.urls.length > 0, id)
      for (const way of waysOf(adapterOfKind(kind)!, followed.urls[0]!)) {
        for (const feed of way) assert.ok(URL.canParse(feed.url), `${id}: ${feed.url}`)
      }
    }
  })
})
