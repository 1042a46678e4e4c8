import { iso } from '../../kit/clock.ts'
import type { Book } from './book.ts'
import type { Dependency } from './dependency-store.ts'
import { tellDependents } from './tell-provider.ts'

const prefix = 'provider:'

/** `["Database", "provider:cloudflare"]` → `["cloudflare"]`. */
export const providersIn = (depends_on: readonly string[]): string[] =>
  depends_on.filter(name => name.startsWith(prefix)).map(name => name.slice(prefix.length))

/** Inside a transaction. News come late, twice and out of order: the highest revision counts. */
export async function hearDependency(book: Book, heard: Dependency): Promise<void> {
  const before = await book.dependencies.find(heard.source)
  if (before && before.revision >= heard.revision) return
  await book.dependencies.put(heard)
  const at = iso(book.clock.now())
  for (const id of new Set([...(before?.providers ?? []), ...heard.providers])) {
    const provider = await book.providers.find(id)
    if (provider) await tellDependents(book, provider, at)
  }
}
