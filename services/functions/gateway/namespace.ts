import { notFound } from '../../../contracts/refusals.ts'

export const theNamespace = 'openfaas-fn'

export function requireNamespace(namespace: string | undefined): void {
  if (namespace !== undefined && namespace !== '' && namespace !== theNamespace) {
    throw notFound('functions.no-namespace', { namespace, only: theNamespace })
  }
}

/** `NAME.openfaas-fn` is the same function. */
export const bareName = (name: string): string =>
  name.endsWith(`.${theNamespace}`) ? name.slice(0, -theNamespace.length - 1) : name
