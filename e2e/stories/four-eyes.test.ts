import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { DecideChangeRequest, ListChangeRequests, PutFlagEnvironment } from '../../contracts/flags/flag-governance.ts'
import { CreateIncidentRule, ListLeases } from '../../contracts/flags/flag-leases.ts'
import { CreateFlag, ToggleFlag } from '../../contracts/flags/flags.ts'
import { CreateApiKey, CreateUser, UpdateUser } from '../../contracts/identity/identity.ts'
import { SignIn } from '../../contracts/identity/sign-in.ts'
import { CreateComponent, CreateIncident } from '../../contracts/incidents/incidents.ts'
import { CopyTable } from '../../kit/read-copy/copy-table.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { testHost, testKey } from '../../kit/testing/host.ts'
import { services } from '../../main.ts'

const password = 'correct horse battery'
const place = { project: 'default', environment: 'production' }
const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' } as const
type Answer = { readonly status: number; readonly body: { id: string; state: string; code: string; key: string } }

test('whatever one person holds, approving what they asked for takes another one', async t => {
  const { ada, bob, ask, asks, decides, variant } = await guarded(t)
  const [session, other] = [await ada.signIn(), await ada.signIn()]
  const keys = await Promise.all(['admin', 'admin'].map(role => ada.key(session, role)))
  const ownerless = (await ask('POST', CreateApiKey.path, testKey, { name: 'deploy', role: 'admin' })).body.key
  for (const asked of [session, ...keys]) {
    const { id } = await asks(asked)
    for (const token of [session, other, ...keys, ownerless, testKey]) {
      const { status, body } = await decides(token, id)
      assert.equal(status, 403)
      assert.match(body.code, /^flags\.(own-request|no-person)$/)
    }
    assert.equal(await variant(), 'on')
  }
  const { id } = await asks(session)
  const approved = await Promise.all([decides(await bob.signIn(), id), decides(await bob.signIn(), id)])
  assert.deepEqual(approved.map(({ status }) => status).sort(), [200, 409])
  assert.equal(await variant(), undefined, 'it is switched off')
})

test('whoever was demoted since they asked has not asked, and whoever was demoted does not approve', async t => {
  const { ada, bob, ask, asks, decides, host, variant } = await guarded(t)
  const [adas, bobs] = [await ada.signIn(), await bob.signIn()]
  const { id } = await asks(adas)
  const roleOf = async (user: string) => {
    const people = new CopyTable<{ readonly role: string }>(host.host.store('flags'), 'people')
    return (await people.find(user))?.value.role
  }
  const setRole = async (user: string, role: string) => {
    await ask('PUT', UpdateUser.path.replace(':id', user), testKey, { role })
    await host.until(`${user} is ${role}`, async () => (await roleOf(user)) === role)
  }
  await setRole(bob.id, 'viewer')
  assert.equal((await decides(bobs, id)).status, 403)
  await setRole(bob.id, 'admin')
  await setRole(ada.id, 'viewer')
  await host.until('bob is let in again', async () => (await decides(bobs, id)).status === 200)
  const { items } = await host.call(ListChangeRequests, {})
  assert.equal(items[0]?.state, 'outdated')
  assert.equal(await variant(), 'on')
})

test('a rule that two have agreed to flips the flag of an incident that is open, and of the next one', async t => {
  const { ada, bob, ask, decides, host, variant } = await guarded(t)
  await host.call(CreateComponent, { body: { name: 'api' } })
  const opens = () => host.call(CreateIncident, { body: { title: 'Down', impact: 'critical', components: ['api'] } })
  await opens()
  const rule = { key: 'ui', variant: 'off', component: 'api', banner: '' }
  const asked = await ask('POST', CreateIncidentRule.path, await ada.signIn(), rule)
  assert.equal(asked.status, 202)
  assert.equal(await variant(), 'on')
  assert.equal((await decides(await bob.signIn(), asked.body.id)).status, 200)
  await host.until('it is forced', async () => (await variant()) === 'off')
  const [lease] = (await host.call(ListLeases, {})).items
  assert.equal(lease?.state, 'active')
})

const toggling = ToggleFlag.path.replace(':key', 'ui')

/** All of Vigie, its production guarded, and two administrators. */
async function guarded(t: TestContext) {
  const host = await testHost(t, { services, clock: testClock(Date.now()), bus: 'kind' })
  const ask = async (method: 'POST' | 'PUT', url: string, token?: string, body?: object): Promise<Answer> => {
    const answer = await host.host.app.inject({
      ...{ method, url, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } },
      ...(body === undefined ? {} : { payload: body }),
    })
    return { status: answer.statusCode, body: JSON.parse(answer.body) }
  }
  const person = async (name: string) => {
    const email = `${name}@example.test`
    const { id } = await host.call(CreateUser, { body: { name, email, role: 'admin', password } })
    return {
      id,
      signIn: async () => {
        const { body } = await host.inject('POST', SignIn.path, { email, password })
        return (JSON.parse(body) as { token: string }).token
      },
      key: async (token: string, role: string) =>
        (await ask('POST', CreateApiKey.path, token, { name: 'ci', role })).body.key,
    }
  }
  const [ada, bob] = [await person('ada'), await person('bob')]
  await host.call(CreateFlag, { body: { key: 'ui', definition } })
  await host.call(PutFlagEnvironment, { params: place, body: { approval: true } })
  return {
    ...{ host, ask, ada, bob },
    asks: async (token: string) => {
      const { status, body } = await ask('POST', toggling, token)
      assert.equal(status, 202)
      return body
    },
    decides: (token: string, id: string) =>
      ask('POST', DecideChangeRequest.path.replace(':id', id), token, { decision: 'approve' }),
    variant: async (): Promise<string | undefined> => {
      const headers = { authorization: `Bearer ${testKey}` }
      const url = '/ofrep/v1/evaluate/flags/ui'
      const answer = await host.host.app.inject({ method: 'POST', url, headers, payload: { context: {} } })
      return (JSON.parse(answer.body) as { variant?: string }).variant
    },
  }
}
