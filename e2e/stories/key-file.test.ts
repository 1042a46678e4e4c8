import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { Secret, TOTP } from 'otpauth'
import { Webhook as Verifier } from 'standardwebhooks'
import { type Received, startLocalServer } from '../../kit/testing/local-server.ts'
import { findPostgres, withPostgres } from '../../kit/testing/postgres.ts'
import { startVigie, testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { skipWithout } from '../../kit/testing/programs.ts'
import { runVigie } from '../../kit/testing/run-vigie.ts'
import { until } from '../../kit/testing/until.ts'
import { startWebhookSink } from '../../kit/testing/webhook.ts'

const admin = { email: 'ada@example.com', password: 'correct horse 4 battery' }
const secrets = {
  password: 'canary-password-of-a-check',
  header: 'canary-header-of-a-check',
  query: 'canary-query-of-a-check',
  body: 'canary-body-of-a-check',
  heartbeat: 'canary-token-of-a-heartbeat',
  hook: `whsec_${Buffer.from('canary-secret-of-a-webhook').toString('base64')}`,
  hookPath: 'canary-path-of-a-webhook',
  feed: 'canary-token-of-a-feed',
}

type Json = Record<string, unknown>

async function send(vigie: Vigie, [method, path, body]: readonly [string, string, Json?], token = testAdminKey) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(vigie.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  return { status: answer.status, body: (await answer.json().catch(() => null)) as Json }
}

async function made(vigie: Vigie, path: string, body: Json, token?: string): Promise<Json> {
  const { status, body: answer } = await send(vigie, ['POST', path, body], token)
  assert.ok(status < 300, `${path}: ${status} ${JSON.stringify(answer)}`)
  return answer
}

const codeOf = (secret: string, at = Date.now()) =>
  new TOTP({ algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(secret) }).generate({ timestamp: at })

/** Answers well to whoever brings the secrets, and to nobody else. */
function startGuarded() {
  const basic = `Basic ${Buffer.from(`me:${secrets.password}`).toString('base64')}`
  const isRight = ({ path, headers, body }: Received) =>
    (path.startsWith('/basic') && headers.authorization === basic) ||
    (headers['x-token'] === secrets.header && path.includes(secrets.query) && body.includes(secrets.body))
  return startLocalServer(received => ({ status: isRight(received) ? 200 : 401, body: 'ok' }))
}

async function living(t: TestContext, store = '') {
  const [target, sink] = [await startGuarded(), await startWebhookSink()]
  t.after(() => Promise.all([target.stop(), sink.stop()]))
  const vigie = await startVigie({
    config: `
monitoring: { check_interval: 1, failure_threshold: 1 }
slack: { enabled: false }
public_url: http://127.0.0.1:9
smtp: { host: 127.0.0.1, port: 9, from: status@example.com }
logging: { level: DEBUG, file: data/logs/vigie.log, incidents_dir: data/incidents }
${store && `store: { url: "${store}" }`}
`,
    environment: { VIGIE_ADMIN_EMAIL: admin.email, VIGIE_ADMIN_PASSWORD: admin.password },
  })
  t.after(() => vigie.remove())
  await made(vigie, '/api/v1/checks', {
    name: 'Posted',
    url: `${target.url}/x?token=${secrets.query}`,
    method: 'POST',
    body: JSON.stringify({ secret: secrets.body }),
    headers: { 'x-token': secrets.header },
  })
  await made(vigie, '/api/v1/checks', {
    name: 'Basic',
    url: `${target.url}/basic`,
    username: 'me',
    password: secrets.password,
  })
  await made(vigie, '/api/v1/checks', {
    name: 'Wrong',
    url: `${target.url}/x?token=${secrets.query}`,
    headers: { 'x-token': secrets.header },
  })
  await made(vigie, '/api/v1/checks', { name: 'Job', kind: 'heartbeat', every: '1h', token: secrets.heartbeat })
  const hook = await made(vigie, '/api/v1/webhooks', { url: `${sink.url}/${secrets.hookPath}`, secret: secrets.hook })
  await made(vigie, '/api/v1/csp/providers', {
    id: 'feed',
    kind: 'rss-atom',
    url: `${target.url}/feed?token=${secrets.feed}`,
  })
  await made(vigie, '/api/v1/users', { email: 'grace@example.com', name: 'Grace', role: 'viewer' })
  const signedIn = await made(vigie, '/api/v1/auth/login', admin)
  const token = String(signedIn.token)
  const enrolled = await made(vigie, '/api/v1/auth/otp', { action: 'enrol', password: admin.password }, token)
  const otp = String(enrolled.secret)
  const { recovery_codes } = await made(vigie, '/api/v1/auth/otp', { action: 'confirm', otp: codeOf(otp) }, token)
  return { vigie, target, sink, hook: String(hook.channel), otp, codes: recovery_codes as string[] }
}

const stateOf = async (vigie: Vigie, slug: string): Promise<unknown[]> => {
  const { state, reason } = await vigie.get<Json>(`/api/v1/checks/${slug}`)
  return [state, reason]
}

async function untilSeen(vigie: Vigie): Promise<void> {
  for (const slug of ['posted', 'basic'])
    await until(`${slug} is up`, async () => (await stateOf(vigie, slug))[0] === 'up')
  await until('another is down', async () => (await stateOf(vigie, 'wrong'))[0] === 'down')
}

/** Everything that lies in the folder but the key, and what the program has said. */
function everythingIn(vigie: Vigie): string {
  const files = readdirSync(vigie.folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('.key'))
    .map(entry => readFileSync(join(entry.parentPath, entry.name)))
  const texts = files.map(bytes =>
    (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1'),
  )
  return [...texts, vigie.output()].join('\n')
}

function assertNoneIn(text: string, more: readonly string[]): void {
  const wanted = [...Object.values(secrets), ...more].flatMap(one => [
    one,
    Buffer.from(one).toString('base64').replace(/=+$/, ''),
  ])
  assert.deepEqual(
    wanted.filter(one => text.includes(one)),
    [],
  )
  // Links in letters let people in.
  assert.doesNotMatch(text, /console\/(invitation|reset)#[\w-]{20}/)
}

const keyFile = (vigie: Vigie) => join(vigie.folder, 'data', 'installation.key')
const keysIn = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => /^[\w-]{43}$/.test(line))

test('no secret that was typed in lies anywhere on the disk, and all of them go on working with another key', async t => {
  const { vigie, sink, otp, codes } = await living(t)
  await untilSeen(vigie)
  await made(vigie, '/api/v1/public/announce', { title: 'Hello', message: 'World', state: 'operational' })
  await until('the webhook was told', () => sink.accepted.length > 0)
  const backup = join(vigie.folder, 'kept.backup')
  const said = await runVigie(vigie.folder, ['backup', backup])
  assert.match(said.output, /not in it: the key file.*installation\.key/)
  await vigie.kill()
  assertNoneIn(everythingIn(vigie), [otp, ...codes])
  const [first] = keysIn(keyFile(vigie))
  assert.ok(first && !everythingIn(vigie).includes(first))

  await vigie.restart()
  const busy = await runVigie(vigie.folder, ['key', 'rotate'])
  assert.equal(busy.code, 1, busy.output)
  assert.match(busy.output, /in use/)
  assert.deepEqual(keysIn(keyFile(vigie)), [first])
  await vigie.stop()
  // As an interruption of a rotation leaves it: a new key above the one that everything is still encrypted with.
  const between = createHash('sha256').update('a key').digest('base64url')
  writeFileSync(keyFile(vigie), `${between}\n${first}\n`)
  const rotated = await runVigie(vigie.folder, ['key', 'rotate'])
  assert.equal(rotated.code, 0, rotated.output)
  assert.deepEqual(keysIn(keyFile(vigie)), [between])
  assert.match(rotated.output, /is forgotten; backups made before need a copy/)

  await vigie.restart()
  await untilSeen(vigie)
  const heard = sink.accepted.length
  await made(vigie, '/api/v1/public/announce', { title: 'Again', message: 'World', state: 'operational' })
  await until('the webhook was told', () => sink.accepted.length > heard)
  const { body, headers } = sink.accepted.at(-1) ?? assert.fail()
  assert.ok(new Verifier(secrets.hook).verify(body, headers as Record<string, string>))
  const later = codeOf(otp, Date.now() + 30_000)
  assert.equal((await send(vigie, ['POST', '/api/v1/auth/login', { ...admin, otp: later }])).status, 200)
  await vigie.kill()
  assertNoneIn(everythingIn(vigie), [otp, ...codes])
})

test('a backup is restored without its key: all works but what needs a secret, which says so; then with it', async t => {
  const { vigie, sink, hook, otp, codes } = await living(t)
  await untilSeen(vigie)
  const file = join(vigie.folder, 'kept.backup')
  assert.equal((await runVigie(vigie.folder, ['backup', file])).code, 0)
  await vigie.stop()
  const config = readFileSync(join(vigie.folder, 'vigie.yaml'), 'utf8')

  const output: string[] = []
  const lost = await startVigie({
    config,
    fill: async folder => output.push((await runVigie(folder, ['restore', file])).output),
  })
  t.after(() => lost.remove())
  const [text = ''] = output
  assert.match(text, /encrypted with the key [0-9a-f]{16}, and there is no key file at .*installation\.key/)
  for (const name of ['posted', 'basic', 'wrong'])
    assert.match(text, new RegExp(`check_definition.sealed of ${name}: enter`))
  assert.match(text, /webhook\.secret of http:.*: make this webhook again/)
  assert.match(text, /account\.otp_secret of ada@example\.com: .*recovery code/)
  assert.doesNotMatch(text, /\n\s+at /)
  assert.match(lost.output(), /a secret cannot be read without its key/)
  const listed = await runVigie(lost.folder, ['key', 'check'])
  assert.equal(listed.code, 1)
  assert.match(listed.output, /check_definition\.sealed of posted/)
  const installation = await lost.get<{ missing_secrets: Json[] }>('/api/v1/installation')
  assert.ok(installation.missing_secrets.some(({ name }) => name === 'posted'))

  const reason = 'its secrets cannot be read: the key file of this installation is another one now'
  await until('the check says so', async () => (await stateOf(lost, 'posted'))[1] === reason)
  assert.deepEqual(await stateOf(lost, 'posted'), ['unknown', reason])
  const signIn = (code: string) => send(lost, ['POST', '/api/v1/auth/login', { ...admin, otp: code }])
  const unreadable = await signIn(codeOf(otp, Date.now() + 30_000))
  assert.deepEqual([unreadable.status, unreadable.body.code], [409, 'identity.otp-unreadable'])
  const recovered = await signIn(codes[0] ?? '')
  assert.equal(recovered.status, 200)
  assert.equal((await send(lost, ['GET', '/api/v1/auth/me'], String(recovered.body.token))).status, 200)
  assert.equal((await send(lost, ['POST', `/api/v1/heartbeats/${secrets.heartbeat}`])).status, 200)
  const before = sink.attempts.length
  await made(lost, '/api/v1/public/announce', { title: 'Hello', message: 'World', state: 'operational' })
  await until('the delivery is dead', async () => {
    const { items } = await lost.get<{ items: Json[] }>('/api/v1/deliveries')
    return items.some(({ channel, state, last_error }) => {
      return channel === hook && state === 'dead' && /cannot be read/.test(String(last_error))
    })
  })
  assert.equal(sink.attempts.length, before)
  await lost.stop()

  const wrong = join(vigie.folder, 'other.key')
  writeFileSync(wrong, `${'A'.repeat(43)}\n`)
  const refused = await runVigie(lost.folder, ['restore', '--force', file, '--key-file', wrong])
  assert.match(refused.output, /has the key [0-9a-f]{16}; the backup needs [0-9a-f]{16}/)
  const brought = await runVigie(lost.folder, ['restore', '--force', file, '--key-file', keyFile(vigie)])
  assert.equal(brought.code, 0, brought.output)
  assert.doesNotMatch(brought.output, /entered again/)
  assert.equal(keysIn(keyFile(lost)).length, 2)
  await lost.restart()
  await untilSeen(lost)
  assert.doesNotMatch(lost.output(), /a secret cannot be read/)
})

test('nor in any table of PostgreSQL', async t => {
  if (!(await findPostgres())) return skipWithout(t, 'postgres')
  const { url } = await withPostgres()
  const { vigie, otp, codes } = await living(t, url)
  await untilSeen(vigie)
  const { Client } = (await import('pg')).default
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_schema not in ('pg_catalog', 'information_schema')`,
  )
  const texts: string[] = []
  for (const { name } of tables) texts.push(JSON.stringify((await client.query(`select * from ${name}`)).rows))
  await client.end()
  assert.ok(tables.some(({ name }) => name === 'identity.signing_key'))
  assertNoneIn(texts.join('\n'), [otp, ...codes])
})
