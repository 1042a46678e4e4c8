import type { TestContext } from 'node:test'
import type { Caller } from '../../../kit/caller.ts'
import { answerOf } from '../../../kit/cluster.ts'
import { Refusal } from '../../../kit/errors.ts'
import type { CallInput, Operation, Output } from '../../../kit/operation.ts'
import { defineService } from '../../../kit/service.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { type TestHost, testHost } from '../../../kit/testing/host.ts'
import { flags } from '../service.ts'

export const code = (wanted: string) => (thrown: unknown) => thrown instanceof Refusal && thrown.code === wanted

/** People who have signed in: each token is a name and a role. */
const people = defineService({
  name: 'people',
  start: () => ({
    authenticates: token => {
      const [name, role] = token.split('-')
      if (!name || (role !== 'viewer' && role !== 'admin' && role !== 'responder')) return undefined
      const caller: Caller = { id: `u-${name}`, kind: 'user', name, role, scopes: [] }
      return caller
    },
  }),
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
  return { ...host, as: asOn(host), clock }
}
