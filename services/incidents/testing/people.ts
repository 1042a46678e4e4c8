import type { UserChanged } from '../../../contracts/identity/access.ts'
import { answerOf } from '../../../kit/http-client/peer-http.ts'
import type { EventData } from '../../../kit/service/event.ts'
import type { CallInput, Operation, Output } from '../../../kit/service/operation.ts'
import { defineService } from '../../../kit/service/service.ts'
import type { TestHost } from '../../../kit/testing/host.ts'

type Role = 'viewer' | 'responder' | 'admin'

/** Knows tokens of the form `user:<id>:<role>`. */
export const people = defineService({
  name: 'people',
  start: () => ({
    authenticates: token => {
      const [kind, id = '', role = ''] = token.split(':')
      if (kind !== 'user') return undefined
      const name = id.charAt(0).toUpperCase() + id.slice(1)
      return { id, kind: 'user', name, role: role as Role, scopes: [] }
    },
  }),
})

/** As a user instead of the administrator's key. */
export async function callAs<Op extends Operation>(
  { host }: TestHost,
  user: string,
  operation: Op,
  input: CallInput<Op> & { params?: Record<string, string>; body?: unknown } = {} as never,
): Promise<Output<Op>> {
  const url = operation.path.replace(/:([a-z_]+)/g, (_all, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ''),
  )
  const payload = input.body === undefined ? {} : { payload: input.body as object }
  const headers = { authorization: `Bearer user:${user}` }
  const response = await host.app.inject({ method: operation.method, url, headers, ...payload })
  return answerOf(response.statusCode, response.body) as Output<Op>
}

export function user(id: string, parts: Partial<EventData<typeof UserChanged>> = {}): EventData<typeof UserChanged> {
  return {
    ...{ id, name: id.charAt(0).toUpperCase() + id.slice(1), role: 'responder', state: 'active', revision: 1 },
    ...{ email: `${id}@example.test`, language: null, time_zone: null, followed_components: [] },
    notifications: { email: 'none', minimum_impact: 'none' },
    ...parts,
  }
}
