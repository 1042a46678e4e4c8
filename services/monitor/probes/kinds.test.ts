import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { checksWords } from '../../../web/messages/checks.ts'
import { checkKind, checkKinds } from './index.ts'
import type { CheckKind } from './kind/kind.ts'
import { probeTarget, type ReadLook, settingsOf } from './testing/look-at.ts'
import { type RoughServer, roughServer } from './testing/rough-server.ts'

/** The least that each kind needs to look at a host and port; a kind without an entry has no such target. */
const aimed: Readonly<Record<string, (host: string, port: number) => object>> = {
  http: (host, port) => ({ url: `http://${host}:${port}/` }),
  tcp: (host, port) => ({ host, port, expect: 'never said' }),
  tls: (host, port) => ({ host, port }),
  dns: (host, port) => ({ host: 'a.example', server: `${host}:${port}` }),
  ping: host => ({ host }),
}
const passive: Readonly<Record<string, object>> = { heartbeat: { every: 60 } }

/** Fields that every check has, whatever its kind. */
const common = ['name', 'kind', 'group', 'interval', 'timeout', 'critical', 'depends_on', 'failure_threshold']

let hanging: RoughServer
let dead: { port: number }
before(async () => {
  hanging = await roughServer(() => {})
  const gone = await roughServer(() => {})
  await gone.stop()
  dead = { port: gone.port }
})
after(() => hanging.stop())

const wellFormed = (look: ReadLook) => {
  assert.ok(['up', 'degraded', 'down', 'unknown'].includes(look.state))
  assert.equal(look.reason === null, look.state === 'up', `${look.state}: ${look.reason}`)
  assert.ok((look.reason ?? '').length <= 600)
  const evidence = look.evidence()
  assert.deepEqual([evidence.reason, evidence.phases], [look.reason, look.phases])
  assert.equal(JSON.stringify(evidence).includes('undefined'), false)
}

for (const kind of checkKinds)
  describe(kind.kind, () => {
    const aim = aimed[kind.kind]
    const settings = aim?.('127.0.0.1', 1) ?? passive[kind.kind]

    test('is found by its name and says what it does', () => {
      assert.equal(checkKind(kind.kind), kind)
      assert.match(kind.summary, /^[A-Z].*\.$/)
      for (const language of ['en', 'fr'] as const) {
        const said: Readonly<Record<string, { readonly help: string }>> = checksWords[language].kinds
        assert.match(said[kind.kind]?.help ?? '', /\.$/, `web/messages/checks.ts says nothing of it in ${language}`)
      }
    })

    test('has settings that are closed, described, and none of the common fields', () => {
      assert.equal(Reflect.get(kind.schema, 'additionalProperties'), false)
      for (const [name, field] of fieldsOf(kind.schema)) {
        assert.ok(Reflect.get(field, 'description'), `${name} has no description`)
        assert.equal(common.includes(name), false, name)
      }
    })

    test('refuses a field it does not know', () => {
      assert.ok(settings, 'give it an entry in this test')
      const right = settingsOf(kind, settings)
      assert.equal(Value.Check(kind.schema, { ...right, surprise: 1 }), false)
    })

    test('names its address without a secret, or has none', () => {
      const address = kind.address(settingsOf(kind, settings ?? {}))
      if (aim) assert.match(address ?? '', /127\.0\.0\.1/)
      else assert.equal(address, null)
    })

    if (!aim) return
    looksAt(kind, aim)
  })

function looksAt(kind: CheckKind, aim: (host: string, port: number) => object): void {
  const timeout_ms = 300

  test('does not throw on a dead target, and tells its reason', async () => {
    const look = await probeTarget(kind, aim('127.0.0.1', dead.port), { timeout_ms })
    wellFormed(look)
    if (kind.kind !== 'ping') assert.equal(look.state, 'down')
  })

  test('ends in time on a target that hangs', async () => {
    const begun = performance.now()
    const look = await probeTarget(kind, aim('127.0.0.1', hanging.port), { timeout_ms })
    wellFormed(look)
    assert.ok(performance.now() - begun < 20_000)
    if (kind.kind !== 'ping') assert.equal(look.state, 'down')
  })

  test('does not contact what the policy refuses: that is unknown, and says why', async () => {
    for (const host of ['169.254.169.254', '100.100.100.200']) {
      const look = await probeTarget(kind, aim(host, 80), { timeout_ms })
      assert.equal(look.state, 'unknown')
      assert.match(look.reason ?? '', new RegExp(`${host} is .*, which is never contacted$`))
      assert.equal(look.answered, false)
    }
    for (const host of ['127.0.0.1', 'localhost']) {
      const look = await probeTarget(kind, aim(host, hanging.port), { timeout_ms, trust: 'anyone' })
      assert.equal(look.state, 'unknown')
      assert.match(look.reason ?? '', /is a loopback address; list it under network\.allow/)
    }
    const network = outgoingPolicy({ allow: ['127.0.0.0/8'] })
    const allowed = await probeTarget(kind, aim('127.0.0.1', dead.port), { timeout_ms, trust: 'anyone', network })
    assert.doesNotMatch(allowed.reason ?? '', /network\.allow/)
  })

  test('many looks at a time do not disturb one another', async () => {
    if (kind.kind === 'ping') return
    const looks = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        probeTarget(kind, aim('127.0.0.1', index % 2 ? dead.port : hanging.port), { timeout_ms }),
      ),
    )
    for (const look of looks) wellFormed(look)
  })
}

function fieldsOf(schema: TSchema): readonly (readonly [string, TSchema])[] {
  const properties = Reflect.get(schema, 'properties') as Record<string, TSchema> | undefined
  return Object.entries(properties ?? {}).flatMap(([name, field]) => [[name, field] as const, ...fieldsOf(field)])
}
