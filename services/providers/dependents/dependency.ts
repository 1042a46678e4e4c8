import type { ReadCopy } from '../../../kit/read-copy/read-copy.ts'

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
