import { fieldProblem } from '../../../contracts/refusals.ts'
import type { Sealed } from '../../../kit/secrets/keyring.ts'
import type { FieldProblem } from '../../../kit/service/errors.ts'
import { nearest } from '../../../kit/service/validation-message.ts'
import type { Scope } from '../state/scope.ts'
import { adapterOfKind, adapters } from './adapter-kinds.ts'
import { catalogue, knownProvider } from './catalogue.ts'

/** A provider that is to be followed, as the file or somebody says. */
export type ProviderRequest = {
  readonly id: string
  readonly name?: string | undefined
  /** Left out: the catalogue knows it. */
  readonly kind?: string | undefined
  readonly url?: string | undefined
  readonly regions?: readonly string[] | undefined
  readonly components?: readonly string[] | undefined
  readonly critical?: boolean | undefined
}

export type ResolvedProvider = Scope & {
  readonly id: string
  readonly name: string
  readonly kind: string
  /** As the adapter takes them. */
  readonly urls: readonly string[]
  /** The page for people. */
  readonly page: string
  /** A partial outage of it is critical too. */
  readonly critical: boolean
  /** Its addresses as they are stored, when the key that opens them is not here: `urls` then names the sites alone. */
  readonly unreadable: Sealed | null
}

/** What is left out comes from the catalogue, or from the vendor's adapter. */
export function resolveProvider(asked: ProviderRequest): ResolvedProvider | FieldProblem {
  const { id, url } = asked
  const known = knownProvider(id)
  const kind = asked.kind ?? known?.kind
  if (kind === undefined) return unknownId(id)
  const adapter = adapterOfKind(kind)
  if (!adapter) return fieldProblem('kind', 'field.choice', { values: adapters.map(one => one.kind) })
  if (url !== undefined && !isAddress(url)) return fieldProblem('url', 'problem.page-url')
  const listed = known?.kind === kind ? known : undefined
  const urls = url ? [url.replace(/\/+$/, '')] : (listed?.urls ?? [])
  const own = urls.length > 0 || adapter.url === null ? urls : [adapter.url]
  const [first] = own
  if (first === undefined) return fieldProblem('url', 'problem.no-page', { kind })
  return {
    id,
    name: asked.name?.replace(/\p{Cc}/gu, ' ').trim() || (listed?.name ?? id),
    kind,
    urls: own,
    page: (url === undefined ? listed?.page : undefined) ?? first,
    regions: asked.regions ?? [],
    components: asked.components ?? [],
    critical: asked.critical ?? false,
    unreadable: null,
  }
}

export const isInvalid = (one: ResolvedProvider | FieldProblem): one is FieldProblem => 'message' in one

function unknownId(id: string): FieldProblem {
  const meant = nearest(
    id,
    catalogue.map(known => known.id),
  )
  return meant === undefined
    ? fieldProblem('id', 'problem.unknown-provider', { id })
    : fieldProblem('id', 'problem.unknown-provider-meant', { id, meant })
}

function isAddress(url: string): boolean {
  if (!URL.canParse(url) || /\p{Cc}/u.test(url)) return false
  const { protocol, username, password } = new URL(url)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}
