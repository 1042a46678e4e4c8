import type { Operation } from '../../kit/service/operation.ts'

/** Who asks, in the order of the columns. */
export const askers = [
  { title: 'nobody', kind: 'nobody', role: 'none' },
  { title: 'a token that is over', kind: 'over', role: 'none' },
  { title: 'a key with a scope alone', kind: 'scope', role: 'none' },
  { title: 'viewer', kind: 'user', role: 'viewer' },
  { title: 'a key, viewer', kind: 'key', role: 'viewer' },
  { title: 'responder', kind: 'user', role: 'responder' },
  { title: 'admin', kind: 'user', role: 'admin' },
  { title: 'a key, admin', kind: 'key', role: 'admin' },
] as const
export type Asker = (typeof askers)[number]

const ranks = ['none', 'viewer', 'responder', 'admin']

/** Of `of-another` things the owner is somebody else than the asker. */
export function answerTo(
  operation: Operation,
  { kind, role }: { readonly kind: Asker['kind']; readonly role: Asker['role'] },
  whose: 'own' | 'of-another',
): string {
  const { service, access, scope, audience, own, project_role } = operation
  // Whoever looks whether the process is alive is not asked who they are.
  if (service === 'host' && access === 'public') return 'in'
  if (kind === 'over') return '401'
  if (access === 'public') return 'in'
  if (kind === 'nobody') return '401'
  if (kind === 'scope') return scope ? `in with ${[scope].flat().join(' or ')}` : '403'
  if (ranks.indexOf(role) < ranks.indexOf(access) || audience === 'cluster') return '403'
  if ((audience === 'people' || audience === 'people-or-operator') && kind === 'key') return '403'
  if (project_role && ranks.indexOf(role) < ranks.indexOf(project_role.or ?? 'admin'))
    return `in as ${project_role.needs}`
  // A key is not the person whom it belongs to.
  const isTheirs = own !== undefined && role !== 'admin' && (whose === 'of-another' || kind === 'key')
  if (!isTheirs) return 'in'
  return own === 'not-found' ? '404' : '403'
}

/** As it stands in the first column and in the API document. */
export const routeOf = ({ method, path }: Operation): string => `${method} ${path.replace(/:([a-z_]+)/g, '{$1}')}`

export function accessPage(operations: readonly Operation[]): string {
  const services = [...new Set(operations.map(({ service }) => service))].toSorted()
  const sections = services.map(service => section(service, operations))
  return `# Who may ask what

Drawn from the operations by \`docs/reference/generate.ts\`; \`e2e/stories/access.test.ts\` asks every cell and fails when a
route of \`/api/openapi.json\` is missing here.

- **in**: the question is looked at. What is asked may still be refused, in words of its own.
- **in as editor** (approver, owner): with this role in the project that it is about; else 403. A key has no role in any
  project, whomever it belongs to. \`e2e/stories/foreign-ids.test.ts\` asks with roles in one project about things of another.
- **401**: nobody is known to ask. A token that has expired, whose session or key was revoked, or that nobody knows is refused
  everywhere, also where nothing at all would have been let in; only health and this document do not look.
- **403**: known, but the role is too small, or the route is for people and not for keys, or for this cluster alone.
- **404**: a thing of somebody else, which one may not even know of.
- A key never does more than its role and than the user it belongs to; a key with a scope does what names that scope, whatever
  its role, as long as its user may. It is not the person whom it belongs to: it makes, changes and ends no users, keys and
  sessions. The operator's key (\`VIGIE_ADMIN_KEY\`), which is not made here, may.
- \`/readyz\` tells everybody its status, and what is behind it to keys with the scope \`metrics\`. \`/metrics\` answers everybody
  on this very machine as long as nothing says that a proxy may stand in between; here somebody else asks.
${sections.join('')}`
}

function section(service: string, operations: readonly Operation[]): string {
  const order = (one: Operation) => `${one.path} ${one.method}`
  const mine = operations
    .filter(operation => operation.service === service)
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rows = mine.flatMap(operation => {
    const row = (title: string, whose: 'own' | 'of-another') =>
      line([title, ...askers.map(asker => answerTo(operation, asker, whose))])
    const route = `\`${routeOf(operation)}\``
    return operation.own ? [row(route, 'own'), row(`${route} of another`, 'of-another')] : [row(route, 'own')]
  })
  const head = [line(['route', ...askers.map(({ title }) => title)]), line(['---', ...askers.map(() => '---')])]
  return `\n## ${service}\n\n${[...head, ...rows].join('\n')}\n`
}
