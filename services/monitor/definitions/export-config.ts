import { setImmediate as othersFirst } from 'node:timers/promises'
import { ListComponents } from '../../../contracts/incidents/incidents.ts'
import { ListKnownProviders, ListProviders, type Provider } from '../../../contracts/providers.ts'
import { hidden } from '../../../kit/http-client/redact-address.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import { listAll } from '../../../kit/service/list-all.ts'
import type { Call, Context } from '../../../kit/service/service.ts'
import type { ActiveChecks } from '../scheduling/check-runtime.ts'
import { entryOf, plain, variableName, yamlOf } from './write-definition.ts'

type Deps = Pick<Context, 'call' | 'redactor'> & { readonly checks: ActiveChecks }

export async function* exportConfig({ checks, call, redactor }: Deps): AsyncGenerator<string, void, undefined> {
  const mine = checks.ordered().filter(({ check }) => check.origin === 'api')
  const variables = new Set<string>()
  for (const some of portionsOf(mine)) {
    for (const { check } of some) for (const variable of entryOf(check, redactor).variables) variables.add(variable)
    await othersFirst()
  }
  const providers = await asked(() => providersByHand(call, variables))
  yield commentsOf({ variables, providers, bare: await asked(() => componentsAlone(call, checks)) })
  yield* listOf('services', mine, ({ check }) => entryOf(check, redactor).entry)
  if (providers && providers.length > 0) yield* listOf('providers', providers, one => one)
}

type Gathered = {
  readonly variables: ReadonlySet<string>
  readonly providers: readonly unknown[] | null
  readonly bare: readonly string[] | null
}

function commentsOf({ variables, providers, bare }: Gathered): string {
  const notes = [
    'Made by hand in Vigie. When this stands in vigie.yaml, archive it in the console: a name may not be in both.',
    ...(variables.size > 0
      ? [`Secrets are left out. Set these variables, in .env for example: ${[...variables].join(' ')}`]
      : []),
    ...(providers === null ? ['The providers could not be asked.'] : []),
    ...(bare === null ? ['The components could not be asked.'] : []),
    ...(bare ?? []).map(name => `Not here, because no check stands for it: ${JSON.stringify(name)}`),
  ]
  return notes.map(note => `# ${note}\n`).join('')
}

const portion = 20

function* portionsOf<One>(all: readonly One[]): Generator<readonly One[]> {
  for (let at = 0; at < all.length; at += portion) yield all.slice(at, at + portion)
}

/** What `yamlOf({ [name]: all })` is, some entries at a time. */
function* listOf<One>(name: string, all: readonly One[], entry: (one: One) => unknown): Generator<string> {
  if (all.length === 0) yield yamlOf({ [name]: [] })
  let head = ''
  for (const some of portionsOf(all)) {
    const text = yamlOf({ [name]: some.map(entry) })
    yield text.slice(head.length)
    head = `${name}:\n`
  }
}

/** null: whoever knows it does not answer. */
async function asked<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await ask()
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.kind === 'unavailable') return null
    throw thrown
  }
}

async function providersByHand(call: Call, variables: Set<string>): Promise<unknown[]> {
  const { items: known } = await call(ListKnownProviders, {})
  const providers = await listAll(query => call(ListProviders, { query }))
  return providers.filter(({ origin }) => origin === 'api').map(one => providerEntry(one, known, variables))
}

async function componentsAlone(call: Call, checks: ActiveChecks): Promise<string[]> {
  const components = await listAll(query => call(ListComponents, { query }))
  return components.filter(({ origin, slug }) => origin === 'api' && !checks.find(slug)).map(({ name }) => name)
}

type Known = { readonly id: string; readonly name: string; readonly kind: string }

/** One that the catalogue knows is its id alone, unless more was said of it. */
function providerEntry(provider: Provider, known: readonly Known[], variables: Set<string>): unknown {
  const { id, name, kind, regions, component_filter, critical } = provider
  const catalogued = known.find(one => one.id === id && one.kind === kind)
  const more = {
    ...(catalogued ? {} : { kind, url: addressOf(provider, variables) }),
    ...(name === (catalogued?.name ?? id) ? {} : { name: plain(name) }),
    ...(regions.length > 0 ? { regions: plain(regions) } : {}),
    ...(component_filter.length > 0 ? { components: plain(component_filter) } : {}),
    ...(critical ? { critical } : {}),
  }
  return Object.keys(more).length > 0 ? { id, ...more } : id
}

/** What is secret in an address is not shown to us either. */
function addressOf({ id, url }: Provider, variables: Set<string>): unknown {
  if (!url.includes(hidden)) return plain(url)
  const name = variableName('provider', id, 'url')
  variables.add(name)
  return `\${${name}}`
}
