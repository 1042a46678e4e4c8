import { type Component, ComponentChanged, ListComponents } from '../../../contracts/incidents/incidents.ts'
import { CheckArchived, CheckDefined } from '../../../contracts/monitor/monitor.ts'
import { type CopyChange, listed, type News, told } from '../../../kit/read-copy/copy-definition.ts'
import type { SyncParts } from '../../../kit/read-copy/copy-sync.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { iso } from '../../../kit/runtime/clock.ts'

/** What a check or a component says of the providers that its component stands on. */
export type Dependency = {
  /** Slug. */
  readonly component: string
  readonly providers: readonly string[]
}

/** The slugs of the components that stand on the provider. */
export async function dependentsOf(copies: readonly ReadCopy<Dependency>[], provider: string): Promise<string[]> {
  const all = (await Promise.all(copies.map(copy => copy.all('depends')))).flat()
  const dependents = all.filter(({ providers }) => providers.includes(provider))
  return [...new Set(dependents.map(({ component }) => component))].sort()
}

const prefix = 'provider:'

/** `["Database", "provider:cloudflare"]` → `["cloudflare"]`. */
const providersIn = (depends_on: readonly string[]): string[] =>
  depends_on.filter(name => name.startsWith(prefix)).map(name => name.slice(prefix.length))

/** Checks and components, each by id. Those that stand on a provider have the label `depends`. */
export function copiesOfDependencies(
  parts: SyncParts,
  changed: (provider: string, at: string) => Promise<void>,
): readonly ReadCopy<Dependency>[] {
  const shared = {
    label: ({ providers }: Dependency) => (providers.length > 0 ? 'depends' : ''),
    changed: async ({ before, value, gone }: CopyChange<Dependency>) => {
      const at = iso(parts.clock.now())
      for (const id of new Set([...(before?.providers ?? []), ...(gone ? [] : value.providers)])) await changed(id, at)
    },
  }
  const checks = [
    told(CheckDefined, ({ check, component, revision }) => newsOf(check.id, revision, component)),
    told(CheckArchived, ({ check, component, revision }) => ({
      ...newsOf(check.id, revision, { slug: component, depends_on: [] }),
      gone: true,
    })),
  ]
  return [
    new ReadCopy<Dependency>({ ...shared, name: 'checks', from: checks }, parts),
    new ReadCopy<Dependency>(
      {
        ...shared,
        name: 'components',
        from: [told(ComponentChanged, newsOfComponent)],
        backfill: { page: listed((call, query) => call(ListComponents, { query }), newsOfComponent) },
      },
      parts,
    ),
  ]
}

type Depending = { readonly slug: string; readonly depends_on: readonly string[] }

const newsOf = (key: string, version: number, { slug, depends_on }: Depending): News<Dependency> => ({
  key,
  version,
  value: { component: slug, providers: providersIn(depends_on) },
})

const newsOfComponent = (component: Component & { readonly revision: number; readonly archived?: boolean }) => ({
  ...newsOf(component.id, component.revision, component),
  gone: component.archived ?? false,
})
