import type { TestContext } from 'node:test'
import { CreateUser, type User } from '../../../contracts/identity/identity.ts'
import { SignIn } from '../../../contracts/identity/sign-in.ts'
import type { Method, Operation, Output } from '../../../kit/service/operation.ts'
import type { TestEngine } from '../../../kit/testing/engines.ts'
import type { TestHost, TestHostOptions } from '../../../kit/testing/host.ts'
import { identity } from '../service.ts'
import { authentication } from './authentication.ts'

export const password = 'correct horse battery'

type Problem = { readonly code: string; readonly detail: string }

export type Answer<Body = Problem> = {
  readonly status: number
  /** One or the other: the test knows which. */
  readonly body: Body extends null ? Problem : Body & Problem
  readonly cookie: string | undefined
  readonly headers: Readonly<Record<string, unknown>>
}
export type Sent = {
  readonly token?: string | undefined
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly ip?: string
}

export type IdentityHost = TestHost & {
  send(method: Method, url: string, sent?: Sent): Promise<Answer>
  ask<Op extends Operation>(operation: Op, sent?: Sent & { readonly id?: string }): Promise<Answer<Output<Op>>>
  /** A user with the password of all tests. */
  user(role: User['role'], email?: string): Promise<User>
  /** Answers the token. */
  signIn(email: string): Promise<string>
}

/** Identity beside a service that asks it about tokens and keys; null when the engine is missing. */
export async function identityHost(
  t: TestContext,
  engine: Pick<TestEngine, 'host'>,
  options: Partial<TestHostOptions> = {},
): Promise<IdentityHost | null> {
  const host = await engine.host(t, { services: [identity, authentication], ...options })
  return host && waysOf(host)
}

export function waysOf(host: TestHost): IdentityHost {
  const send = async (method: Method, url: string, { token, body, headers = {}, ip }: Sent = {}) => {
    const response = await host.host.app.inject({
      method,
      url,
      headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { payload: body as object }),
      ...(ip === undefined ? {} : { remoteAddress: ip }),
    })
    const json = /json/.test(String(response.headers['content-type'])) && response.body !== ''
    return {
      status: response.statusCode,
      body: json ? response.json() : null,
      cookie: String(response.headers['set-cookie'] ?? '').split(';')[0] || undefined,
      headers: response.headers,
    }
  }
  const ask: IdentityHost['ask'] = (operation, { id = '', ...sent } = {}) =>
    send(operation.method, operation.path.replace(':id', id), sent)
  return {
    ...host,
    send,
    ask,
    user: (role, email = `${role}@example.test`) =>
      host.call(CreateUser, { body: { email, name: `A ${role}`, role, password } }),
    signIn: async email => (await ask(SignIn, { body: { email, password } })).body.token,
  }
}
