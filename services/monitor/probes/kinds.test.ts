import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { checksWords } from '../../../web/messages/checks.ts'
import { checkKind, checkKinds } from './index.ts'
import type { CheckKind } from './kind/kind.ts'
import { probeTarget, type ReadResult, settingsOf } from './testing/probe-target.ts'
import { type RoughServer, roughServer } from './testing/rough-server.ts'

const fields = (kind: CheckKind): Readonly<Record<string, TSchema>> => Reflect.get(kind.schema, 'properties')

/** Settings that aim a kind at a host and port, for the fields that its schema has. */
function aimed(kind: CheckKind, host: string, port: number): object {
  const known: Readonly<Record<string, unknown>> = {
    url: `http://${host}:${port}/`,
    host: 'server' in fields(kind) ? 'a.example' : host,
    port,
    server: `${host}:${port}`,
    every: 60,
    expect: Reflect.get(fields(kind).expect ?? {}, 'type') === 'string' ? 'never said' : undefined,
  }
  const isField = ([name, value]: [string, unknown]) => name in fields(kind) && value !== undefined
  return Object.fromEntries(Object.entries(known).filter(isField))
}

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

const wellFormed = (look: ReadResult) => {
  assert.ok(['up', 'degraded', 'down', 'unknown'].includes(look.state))
  assert.equal(look.reason === null, look.state === 'up', `${look.state}: ${look.reason}`)
  assert.ok((look.reason ?? '').length <= 600)
  const evidence = look.evidence()
  assert.deepEqual([evidence.reason, evidence.phases], [look.reason, look.phases])
  assert.equal(JSON.stringify(evidence).includes('undefined'), false)
}

test('the words of the console are those of kinds that there are', () => {
  for (const language of ['en', 'fr'] as const) {
    for (const [name, { help }] of Object.entries(checksWords[language].kinds)) {
      assert.ok(checkKind(name), name)
      assert.match(help, /\.$/)
    }
  }
})

for (const kind of checkKinds)
  describe(kind.kind, () => {
    const settings = aimed(kind, '127.0.0.1', 1)

    test('is found by its name and says what it does', () => {
      assert.equal(checkKind(kind.kind), kind)
      assert.match(kind.summary, /^[A-Z].*\.$/)
    })

    test('has settings that are closed, described, and none of the common fields', () => {
      assert.equal(Reflect.get(kind.schema, 'additionalProperties'), false)
      for (const [name, field] of fieldsOf(kind.schema)) {
        assert.ok(Reflect.get(field, 'description'), `${name} has no description`)
        assert.equal(common.includes(name), false, name)
      }
    })

    test('refuses a field it does not know', () => {
      const right = settingsOf(kind, settings)
      assert.equal(Value.Check(kind.schema, { ...right, surprise: 1 }), false)
    })

    test('names its address without a secret, or has none', () => {
      const address = kind.address(settingsOf(kind, settings))
      if (kind.passive) assert.equal(address, null)
      else assert.match(address ?? '', /127\.0\.0\.1/)
    })

    if (!kind.passive) probes(kind, (host, port) => aimed(kind, host, port))
  })

function probes(kind: CheckKind, aim: (host: string, port: number) => object): void {
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
