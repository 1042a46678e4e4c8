import { testAdminKey, type Vigie } from '../kit/testing/process.ts'

/** One route with a real thing wherever its address names one. */
export type BorderRoute = {
  readonly method: string
  readonly path: string
  readonly access: string
  /** It is about a project of flags, and so not for members of another. */
  readonly ofProject: boolean
}
export type Asker = {
  readonly name: string
  readonly token: string | undefined
  /** Left out: asks everything. */
  readonly may?: (route: BorderRoute) => boolean
}

const password = 'correct horse battery'
/** A proxy of ours says from where each request comes, so that no limit by address answers instead of the route. */
export const borderConfig = `
identity: { admin_email: admin@example.test, admin_password: ${password} }
providers: [{ id: acme, kind: statuspage, url: "http://127.0.0.1:1" }]
smtp: { host: 127.0.0.1, port: 1, from: status@example.test }
public_url: http://127.0.0.1:3000
network: { trusted_proxies: ["127.0.0.1"] }
flags: { public_evaluation: true }
logging: { level: ERROR }
`
const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' }

async function order(vigie: Vigie, path: string, body: object, method = 'POST'): Promise<Record<string, unknown>> {
  const answer = await fetch(vigie.url + path, {
    method,
    headers: { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

async function signedUp(vigie: Vigie, name: string): Promise<{ readonly id: string; readonly token: string }> {
  const email = `${name}@example.test`
  const { id } = await order(vigie, '/api/v1/users', { email, name, role: 'viewer', password })
  const { token } = await order(vigie, '/api/v1/auth/login', { email, password })
  return { id: String(id), token: String(token) }
}

/** Nobody is the first. */
export async function peopleAtTheBorder(vigie: Vigie): Promise<readonly Asker[]> {
  for (const name of ['ours', 'theirs']) await order(vigie, '/api/v1/flags/projects', { name })
  await order(vigie, '/api/v1/flags?project=ours', { key: 'ui', definition })
  const viewer = await signedUp(vigie, 'viewer')
  const member = await signedUp(vigie, 'member')
  await order(vigie, `/api/v1/flags/projects/theirs/members/${member.id}`, { role: 'owner' }, 'PUT')
  return [
    { name: 'nobody', token: undefined },
    { name: 'a viewer', token: viewer.token },
    { name: 'a member of another project', token: member.token, may: ({ ofProject }) => ofProject },
  ]
}

type Described = {
  readonly 'x-access'?: string
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
}
const names: Readonly<Record<string, string>> = {
  project: 'ours',
  environment: 'production',
  key: 'ui',
  component: 'shop',
}
const nothing = '01890000-0000-7000-8000-000000000000'

/** Every operation of the API document, and addresses that are none. */
export async function routesAtTheBorder(vigie: Vigie): Promise<readonly BorderRoute[]> {
  await order(vigie, '/api/v1/components', { name: 'Shop' })
  const document = (await (await fetch(`${vigie.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Described>>
  }
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], 'x-access': access = '' }]) => {
      const inQuery = parameters.some(one => one.in === 'query' && one.name === 'project')
      const filled = path.replace(/\{([a-z_]+)\}/g, (_, name: string) => names[name] ?? nothing)
      return {
        method: method.toUpperCase(),
        path: inQuery ? `${filled}?project=ours` : filled,
        access,
        ofProject: inQuery || path.includes('{project}'),
      }
    }),
  )
  const elsewhere = ['/nowhere', '/console', '/console/assets/nothing.js', '/api/docs', '/metrics', '/readyz']
  const others = elsewhere.flatMap(path =>
    ['GET', 'POST', 'PATCH'].map(method => ({ method, path, access: 'public', ofProject: false })),
  )
  return [...described, ...others]
}
