import { type Component, ListComponents } from '../../contracts/incidents.ts'
import { ListKnownProviders, ListProviders, type Provider } from '../../contracts/providers.ts'
import { Refusal } from '../../kit/errors.ts'
import type { Redactor } from '../../kit/http-client/redact.ts'
import { hidden } from '../../kit/http-client/redact-address.ts'
import type { Call } from '../../kit/service.ts'
import type { WatchedChecks } from './watched-check.ts'
import { entryOf, plain, variableName, yamlOf } from './write-definition.ts'

type Exporting = { readonly call: Call; readonly redactor: Redactor }

/** What people made by hand, as a part of vigie.yaml. */
export async function exportConfig(checks: WatchedChecks, { call, redactor }: Exporting): Promise<string> {
  const mine = checks.ordered().filter(({ check }) => check.origin === 'api')
  const entries = mine.map(({ check }) => entryOf(check, redactor))
  const variables = [...new Set(entries.flatMap(entry => entry.variables))]
  const providers = await asked(() => providersByHand(call, variables))
  const bare = await asked(() => componentsAlone(call, checks))
  const notes = [
    'Made by hand in Vigie. When this stands in vigie.yaml, archive it in the console: a name may not be in both.',
    ...(variables.length > 0
      ? [`Secrets are left out. Set these variables, in .env for example: ${variables.join(' ')}`]
      : []),
    ...(providers === null ? ['The providers could not be asked.'] : []),
    ...(bare === null ? ['The components could not be asked.'] : []),
    ...(bare ?? []).map(({ name }) => `Not here, because no check stands for it: ${JSON.stringify(name)}`),
  ]
  const comments = notes.map(note => `# ${note}\n`).join('')
  return (
    comments +
    yamlOf({
      services: entries.map(({ entry }) => entry),
      ...(providers && providers.length > 0 ? { providers } : {}),
    })
  )
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

async function providersByHand(call: Call, variables: string[]): Promise<unknown[]> {
  const { items: known } = await call(ListKnownProviders, {})
  const found: unknown[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await call(ListProviders, { query: { limit: 500, ...(cursor ? { cursor } : {}) } })
    const made = page.items.filter(({ origin }) => origin === 'api')
    found.push(...made.map(one => providerEntry(one, known, variables)))
    cursor = page.next_cursor
  }
  return found
}

type Known = { readonly id: string; readonly name: string; readonly kind: string }

/** One that the catalogue knows is its id alone, unless more was said of it. */
function providerEntry(provider: Provider, known: readonly Known[], variables: string[]): unknown {
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

/** What is secret in an address is not told to us either. */
function addressOf({ id, url }: Provider, variables: string[]): unknown {
  if (!url.includes(hidden)) return plain(url)
  const name = variableName('provider', id, 'url')
  variables.push(name)
  return `\${${name}}`
}

async function componentsAlone(call: Call, checks: WatchedChecks): Promise<Component[]> {
  const found: Component[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await call(ListComponents, { query: { limit: 500, ...(cursor ? { cursor } : {}) } })
    found.push(...page.items.filter(({ origin, slug }) => origin === 'api' && !checks.find(slug)))
    cursor = page.next_cursor
  }
  return found
}
