import type { TestContext } from 'node:test'
import { Value } from 'typebox/value'
import { ChangeRequest, DecideChangeRequest } from '../../../contracts/flags/flag-governance.ts'
import { UserChanged } from '../../../contracts/identity/access.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { answerOf } from '../../../kit/http-client/peer-http.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import { type EventData, type Fact, fact } from '../../../kit/service/event.ts'
import type { CallInput, Operation, Output } from '../../../kit/service/operation.ts'
import { defineService } from '../../../kit/service/service.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { type TestHost, testHost } from '../../../kit/testing/host.ts'
import { flags } from '../service.ts'

export const code = (wanted: string) => (thrown: unknown) => thrown instanceof Refusal && thrown.code === wanted

/**
 * People who have signed in: each token is a name and a role. With `-key` behind it, it is an API key of that person; that
 * of `nobody` has no owner.
 */
const people = defineService({
  name: 'people',
  instances: 'many',
  start: () => ({
    authenticates: token => {
      const [name, role, key] = token.split('-')
      if (!name || (role !== 'viewer' && role !== 'admin' && role !== 'responder')) return undefined
      const caller: Caller = { id: `u-${name}`, kind: 'user', name, role, scopes: [] }
      if (key === undefined) return caller
      const owner = name === 'nobody' ? {} : { owner: caller.id }
      return { ...caller, id: `k-${name}`, kind: 'key', name: `key of ${name}`, ...owner }
    },
  }),
})

/** What identity says of somebody. */
export const person = (id: string, changes: Partial<EventData<typeof UserChanged>> = {}): Fact =>
  fact(UserChanged, id, {
    ...{ id, name: id.slice(2), role: 'admin', state: 'active', revision: 1, email: null, language: null },
    ...{ time_zone: null, notifications: { email: 'none', minimum_impact: 'none' }, followed_components: [] },
    ...changes,
  })

export const services = [flags, people]

/** Asks as whoever the token stands for; throws refusals. */
export function asOn(host: TestHost) {
  return async <Op extends Operation>(token: string, op: Op, input: CallInput<Op> = {}): Promise<Output<Op>> => {
    const {
      params = {},
      query = {},
      body,
    } = input as { params?: Record<string, string>; query?: object; body?: object }
    const path = op.path.replace(/:([a-z_]+)/g, (_all, name) => encodeURIComponent(params[name] ?? ''))
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const answer = await host.host.app.inject({
      method: op.method,
      url: `${path}?${search}`,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { payload: body }),
    })
    return answerOf(answer.statusCode, answer.body) as Output<Op>
  }
}

export async function house(t: TestContext) {
  const clock = testClock()
  const host = await testHost(t, { services, clock })
  await host.tell('flags', ...['u-ada', 'u-bob', 'u-eve'].map(id => person(id)))
  return { ...host, as: asOn(host), clock }
}

/** What was asked for, approved by bob. */
export async function agree(as: ReturnType<typeof asOn>, answer: unknown): Promise<ChangeRequest> {
  const { id } = Value.Parse(ChangeRequest, answer)
  return as('bob-admin', DecideChangeRequest, { params: { id }, body: { decision: 'approve' } })
}
