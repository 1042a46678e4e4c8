import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

/**
 * A library that many processes never use, loaded at its first use, where waiting for `import()` is not possible: what was
 * loaded once stays in memory. `whenNeeded<typeof import('re2js')>('re2js')`
 */
export function lazyRequire<Library>(name: string): () => Library {
  let library: Library | undefined
  return () => {
    library ??= load(name) as Library
    return library
  }
}
