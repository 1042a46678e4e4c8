import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { MailWanted } from '../../contracts/identity/access.ts'
import * as people from '../../contracts/identity/identity.ts'
import { ChangeOtp, GetSigningKeys, ResetPassword, SignIn } from '../../contracts/identity/sign-in.ts'
import { testHost } from '../../kit/testing/host.ts'
import { published } from '../../kit/testing/published.ts'
import { identityHost, password } from './testing/identity-host.ts'

test('no password, key, session or recovery code is in what is stored, told or listed; a letter has its token in its event alone', async t => {
  const host = await identityHost(t, { host: testHost })
  assert.ok(host)
  await host.user('admin')
  const signed = await host.ask(SignIn, { body: { email: 'admin@example.test', password } })
  const token = signed.body.token
  const { key } = (await host.ask(people.CreateApiKey, { token, body: { name: 'ci' } })).body
  const enrolled = await host.ask(ChangeOtp, { token, body: { action: 'enrol', password } })
  await host.ask(ResetPassword, { body: { email: 'admin@example.test' } })
  const letter = (await host.said('identity', MailWanted))[0]?.path.split('#')[1] ?? ''
  const session = signed.cookie?.split('~')[0]?.split('.')[1] ?? ''
  const secrets = [password, token, key.split('_').slice(2).join('_'), session]
  assert.ok([...secrets, letter].every(secret => secret.length >= 20))

  const events = await published(host.host.store('identity'))
  const toldElsewhere = JSON.stringify(events.filter(({ type }) => type !== MailWanted.type))
  for (const secret of [...secrets, letter, enrolled.body.secret ?? '', 'argon2id']) {
    assert.ok(!toldElsewhere.includes(secret))
  }
  const lists = [people.ListUsers, people.ListSessions, people.ListApiKeys, people.ListAudit, people.GetMe]
  const answers = await Promise.all([...lists, GetSigningKeys].map(one => host.ask(one, { token })))
  const shown = JSON.stringify(answers.map(({ body }) => body))
  for (const secret of [...secrets, letter, enrolled.body.secret ?? '', 'argon2id', '"d":']) {
    assert.ok(!shown.includes(secret))
  }
  const stored = await host.crashed()
  for (const file of await readdir(stored)) {
    const bytes = await readFile(join(stored, file))
    for (const secret of secrets) assert.ok(!bytes.includes(secret), file)
  }
})
