import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { PutFlagMember } from '../../contracts/flags/flag-governance.ts'
import { KeyScope } from '../../contracts/identity/access.ts'
import { CreateApiKey, CreateUser, DeleteUser, RevokeApiKey } from '../../contracts/identity/identity.ts'
import { SignIn } from '../../contracts/identity/sign-in.ts'
import { allOperations } from '../../docs/reference/all-operations.ts'
import { clusterKey, serviceCaller } from '../../kit/http-client/peer-http.ts'
import type { Operation } from '../../kit/service/operation.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { type TestHost, testHost, testKey } from '../../kit/testing/host.ts'
import { services } from '../../main.ts'
import { fittingBodies } from './fitting-bodies.ts'
import { type Things, thingsOfAll, thingsOfProject } from './things.ts'

const password = 'correct horse battery'
/** Some orders are refused where nothing was set up for them. */
const config = {
  smtp: { host: '127.0.0.1', port: 1, from: 'status@example.test' },
  public_url: 'https://status.example.test',
}

export type Caller = {
  readonly name: string
  readonly token: string | undefined
  readonly kind: 'nobody' | 'over' | 'scope' | 'user' | 'key'
  readonly role: 'none' | 'viewer' | 'responder' | 'admin'
  /** What belongs to the person behind it. */
  readonly own: Things
  /** In which project, as what. */
  readonly roles?: Readonly<Record<string, string>>
}
export type Answer = { readonly status: number; readonly code: string; readonly text: string; readonly headers: object }
/** Two projects of flags, p and q, and everybody who may ask about them. */
export type World = {
  readonly callers: readonly Caller[]
  readonly mine: Things
  readonly others: Things
  ask(operation: Operation, asked: Asked): Promise<Answer>
  everything(): Promise<string>
}
type Asked = {
  readonly caller: Caller
  readonly path: string
  readonly query: string
  /** Left out: one that fits. */
  readonly body?: unknown
}

export async function worldOf(t: TestContext): Promise<World> {
  const host = await testHost(t, { services, clock: testClock(Date.now()), bus: 'kind', config })
  const people = new Map<string, Person>()
  for (const [name, role] of [
    ...(['viewer', 'responder', 'admin'] as const).map(role => [role, role] as const),
    ...['editor of p', 'viewer of p', 'editor of q', 'owner of q', 'another'].map(name => [name, 'viewer'] as const),
  ]) {
    people.set(name, await signedUp(host, name, role))
  }
  const another = people.get('another') ?? assert.fail()
  const mine = {
    ...(await thingsOfAll(host)),
    ...(await thingsOfProject(host, 'p', people.get('editor of p')?.id ?? '')),
  }
  const others = { ...(await thingsOfProject(host, 'q', people.get('editor of q')?.id ?? '')), ...another.own }
  const member = (project: string, name: string, role: 'viewer' | 'owner') =>
    host.call(PutFlagMember, { params: { project, user_id: people.get(name)?.id ?? '' }, body: { role } })
  await member('p', 'viewer of p', 'viewer')
  await member('q', 'owner of q', 'owner')
  const callers = [
    { name: 'nobody', token: undefined, kind: 'nobody', role: 'none', own: another.own } as const,
    ...[...people].filter(([name]) => name !== 'another').map(([name, person]) => callerOf(name, person)),
    ...(await withKeys(host, people)),
    ...(await withTokensOfBefore(host)),
  ]
  const ask: World['ask'] = async (operation, { caller, path, query, body = fittingBodies[operation.name] }) => {
    const answer = await host.host.app.inject({
      method: operation.method,
      url: path + query,
      headers: {
        ...(caller.token === undefined ? {} : { authorization: `Bearer ${caller.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    const isProblem = String(answer.headers['content-type']).startsWith('application/problem+json')
    const { date: _date, ...headers } = answer.headers
    const code = isProblem ? String(JSON.parse(answer.body).code) : ''
    return { status: answer.statusCode, code, text: answer.body, headers }
  }
  return { callers, mine, others, ask, everything: await everythingOf(host) }
}

type Person = {
  readonly id: string
  readonly role: 'viewer' | 'responder' | 'admin'
  readonly token: string
  readonly own: Things
}

async function signedUp({ call, inject }: TestHost, name: string, role: Person['role']): Promise<Person> {
  const email = `${name.replaceAll(' ', '-')}@example.test`
  const { id } = await call(CreateUser, { body: { email, name, role, password } })
  const { token } = JSON.parse((await inject('POST', SignIn.path, { email, password })).body) as { token: string }
  const { sid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }
  return { id, role, token, own: { users: id, sessions: sid } }
}

function callerOf(name: string, { role, token, own }: Person): Caller {
  const [, projectRole, project] = /^(\w+) of (\w)$/.exec(name) ?? []
  return {
    name,
    token,
    kind: 'user',
    role,
    own,
    ...(project && projectRole ? { roles: { [project]: projectRole } } : {}),
  }
}

/** A key of each role, of each scope alone, and of somebody who owns a project: a key has no role in any. */
async function withKeys(host: TestHost, people: ReadonlyMap<string, Person>): Promise<readonly Caller[]> {
  const admin = people.get('admin') ?? assert.fail()
  const make = async (body: object) => {
    const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }
    const payload = JSON.stringify({ name: 'a key', ...body })
    const answer = await host.host.app.inject({ method: 'POST', url: CreateApiKey.path, headers, payload })
    return (JSON.parse(answer.body) as { key: string }).key
  }
  const callers: Caller[] = []
  for (const role of ['viewer', 'admin'] as const) {
    callers.push({ name: `key, ${role}`, token: await make({ role }), kind: 'key', role, own: admin.own })
  }
  for (const scope of KeyScope.enum) {
    const token = await make({ role: 'none', scopes: [scope] })
    callers.push({ name: scope, token, kind: 'scope', role: 'none', own: admin.own })
  }
  return callers
}

/** What once was good, and what never was. */
async function withTokensOfBefore(host: TestHost): Promise<readonly Caller[]> {
  const gone = await signedUp(host, 'gone', 'admin')
  await host.call(DeleteUser, { params: { id: gone.id } })
  const key = await host.call(CreateApiKey, { body: { name: 'old', role: 'admin' } })
  await host.call(RevokeApiKey, { params: { id: key.id } })
  const service = await clusterKey('a key of another cluster, which is long enough').sign(serviceCaller('flags'))
  const over = { kind: 'over', role: 'none', own: gone.own } as const
  const callers: Caller[] = [
    { name: 'a deleted user', token: gone.token, ...over },
    { name: 'a revoked key', token: key.key, ...over },
    { name: 'a service of another cluster', token: service, ...over },
  ]
  for (const { name, token } of callers) {
    const isOver = async () => {
      const headers = { authorization: `Bearer ${token}` }
      return (await host.host.app.inject({ method: 'GET', url: '/api/v1/auth/me', headers })).statusCode === 401
    }
    await host.until(`${name} is nobody`, isOver)
  }
  return callers
}

/** Whatever the operator can read, but for what is another one each time. */
async function everythingOf(host: TestHost): Promise<() => Promise<string>> {
  const lists = (await allOperations()).filter(
    ({ method, path, access, content }) =>
      method === 'GET' && !path.includes(':') && access !== 'public' && content !== 'text/event-stream',
  )
  const read = async (operation: Operation) => {
    const projects = operation.query && 'project' in operation.query.properties ? ['?project=p', '?project=q'] : ['']
    const answers: string[] = []
    for (const query of projects) {
      const headers = { authorization: `Bearer ${testKey}` }
      answers.push((await host.host.app.inject({ method: 'GET', url: operation.path + query, headers })).body)
    }
    return answers.join('\n')
  }
  const steady: Operation[] = []
  for (const operation of lists) {
    const once = await read(operation)
    if ((await read(operation)) === once) steady.push(operation)
  }
  return async () => {
    const found: string[] = []
    for (const operation of steady) found.push(`${operation.name} ${await read(operation)}`)
    return found.join('\n').replace(/"last_(used|seen)_at":("[^"]*"|null)/g, '')
  }
}
