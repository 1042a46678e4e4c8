import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { GetMe, ListAudit, ListUsers } from '../../../contracts/identity/identity.ts'
import { SetUp, SignIn, SignInOptions } from '../../../contracts/identity/sign-in.ts'
import { inEnglish } from '../../../contracts/messages/words.ts'
import type { CommandInput } from '../../../kit/cli/command.ts'
import { Settings } from '../../../kit/config/settings.ts'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { Redactor } from '../../../kit/http-client/redact.ts'
import { systemClock } from '../../../kit/runtime/clock.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import { defineService } from '../../../kit/service/service.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { Config, configProblems } from '../config.ts'
import { identity } from '../service.ts'
import { authentication } from '../testing/authentication.ts'
import { identityHost, password } from '../testing/identity-host.ts'
import { adminCommands } from './admin-command.ts'

/** What is printed while it runs. */
function listen(t: TestContext): () => string {
  let printed = ''
  const write = process.stdout.write.bind(process.stdout)
  t.mock.method(process.stdout, 'write', (chunk: string | Uint8Array, ...rest: []) => {
    if (typeof chunk === 'string' && chunk.includes('with this code')) printed += chunk
    else return write(chunk, ...rest)
    return true
  })
  return () => /code: (\S+)/.exec(printed)?.[1] ?? ''
}

onBothEngines('the first administrator', engine => {
  test('comes in with the code that the program printed, once', async t => {
    const code = listen(t)
    const host = await identityHost(t, engine)
    if (!host) return
    assert.match(code(), /^([A-Z2-9]{4}-){3}[A-Z2-9]{4}$/)
    const body = { code: code(), email: 'ada@example.test', password }
    assert.equal((await host.ask(SignInOptions)).body.setup, true)
    assert.equal((await host.ask(SetUp, { body: { ...body, code: 'AAAA-BBBB' } })).body.code, 'identity.wrong-code')
    assert.equal((await host.ask(SetUp, { body: { ...body, password: 'aaaaaaaaaaaa' } })).status, 400)
    const typed = code().toLowerCase().replaceAll('-', ' ')
    const done = await host.ask(SetUp, { body: { ...body, code: typed } })
    assert.equal(done.status, 201)
    const me = await host.ask(GetMe, { token: done.body.token })
    assert.deepEqual([me.body.role, me.body.name], ['admin', 'ada'])
    assert.equal((await host.ask(SetUp, { body })).body.code, 'identity.already-set-up')
    assert.equal((await host.ask(SignInOptions)).body.setup, false)
  })

  test('is one only, however many try at once', async t => {
    const code = listen(t)
    const host = await identityHost(t, engine)
    if (!host) return
    const tries = ['a', 'b', 'c', 'd'].map(name =>
      host.ask(SetUp, { body: { code: code(), email: `${name}@example.test`, password } }),
    )
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    assert.deepEqual(statuses.toSorted(), [201, 409, 409, 409])
  })

  test('comes from the configuration when there is nobody yet; then nothing is printed', async t => {
    const code = listen(t)
    const config = { identity: { admin_email: 'ada@example.test', admin_password: password } }
    const host = await identityHost(t, engine, { config })
    if (!host) return
    assert.equal(code(), '')
    assert.ok(await host.signIn('ada@example.test'))
    const { items } = await host.call(ListAudit, { query: { action: 'user.created' } })
    assert.equal(items[0]?.actor.name, 'configuration')
  })

  test('is there before anything begins', async t => {
    const config = { identity: { admin_email: 'ada@example.test', admin_password: password } }
    const seen: boolean[] = []
    const first = defineService({
      name: 'first',
      config: Type.Object({}),
      migrations: {},
      start: ({ call }) => ({ onReady: async () => void seen.push((await call(SignInOptions, {})).setup) }),
    })
    if (!(await identityHost(t, engine, { services: [first, identity, authentication], config }))) return
    assert.deepEqual(seen, [false])
  })
})

const [create] = adminCommands

async function run(t: TestContext, data: string, args: string[], identity: object = {}) {
  const lines: string[] = []
  const clock = systemClock()
  t.after(() => clock.stop())
  const input: CommandInput = {
    args,
    options: {},
    config: Value.Default(Config, { identity }),
    settings: Value.Default(Settings, {}) as Settings,
    base_directory: data,
    data,
    clock,
    log: silentLog(),
    network: outgoingPolicy({ allow: [] }),
    redactor: new Redactor(),
    store: () => Promise.reject(new Error('nothing is only read here')),
    up: () => Promise.reject(new Error('starts nothing')),
    print: line => lines.push(line),
    write: async part => lines.push(part) > 0,
    progress: () => {},
  }
  assert.equal(await create?.run(input), 0)
  return lines
}

test('`vigie admin create` makes an administrator before the first start, and another one beside a running program', async t => {
  const data = await mkdtemp(join(tmpdir(), 'vigie-admin-'))
  t.after(() => rm(data, { recursive: true, force: true }))
  const lines = await run(t, data, ['ada@example.test'])
  const made = /: (\S+)$/.exec(lines.at(-1) ?? '')?.[1] ?? ''
  const host = await identityHost(t, { host: testHost }, { data })
  const signed = await host!.ask(SignIn, { body: { email: 'ada@example.test', password: made } })
  assert.equal(signed.body.user.role, 'admin')
  await run(t, data, ['bob@example.test'], { admin_password: password })
  const token = await host!.signIn('bob@example.test')
  assert.equal((await host!.ask(ListUsers, { token })).body.items.length, 2)
  await assert.rejects(run(t, data, ['bob@example.test']), { code: 'identity.email-taken' })
  await assert.rejects(run(t, data, ['bob']), { code: 'identity.bad-email' })
  await run(t, data, ['eva@münchen.test'])
  await assert.rejects(run(t, data, ['eva@xn--mnchen-3ya.test']), { code: 'identity.email-taken' })
})

test('mistakes of the configuration are told before anything starts', () => {
  const settings = Value.Default(Settings, {}) as Settings
  const problems = (identity: object, more: object = {}) =>
    configProblems(Value.Default(Config, { identity }) as Config, { ...settings, ...more }).map(
      ({ path, message }) => `${path.join('.')} ${inEnglish(message)}`,
    )
  const oidc = { issuer: 'http://sso.example.test', client_id: 'vigie' }
  assert.deepEqual(problems({}), [])
  assert.deepEqual(problems({ admin_email: 'a@b.test' }), ['identity.admin_email needs "admin_password" beside it'])
  assert.deepEqual(problems({ admin_password: password }), [])
  assert.deepEqual(problems({ session: { idle: 10, lifetime: 5 } }), [
    'identity.session.idle is longer than "lifetime"',
  ])
  assert.deepEqual(problems({ oidc }), [
    'identity.oidc needs "public_url", to which the provider sends people back',
    'identity.oidc.issuer must be https: who listens could sign in as anybody',
  ])
  const local = { oidc: { ...oidc, issuer: 'http://127.0.0.1:9000' } }
  assert.deepEqual(problems(local, { public_url: 'https://vigie.test' }), [])
})
