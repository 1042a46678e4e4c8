import { type Static, Type } from 'typebox'
import { say } from '../../contracts/messages/words.ts'
import { ByKind } from '../../kit/config/schema/by-kind.ts'
import type { ConfigProblem } from '../../kit/service/service.ts'
import { nearest } from '../../kit/service/validation-message.ts'
import { adapters } from './registry/adapter-kinds.ts'
import { catalogue } from './registry/catalogue.ts'
import { isInvalid, type ProviderRequest, resolveProvider } from './registry/resolve-provider.ts'

const patterns = (description: string) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100, description }))

const Url = Type.Optional(
  Type.String({ pattern: '^https?://', address: true, description: 'Its page, or the feed itself.' }),
)
const kinds = Object.fromEntries(
  adapters.map(({ kind, summary }) => [kind, Type.Object({ url: Url }, { description: summary })]),
)

export const ProvidersConfig = Type.Object({
  providers: Type.Array(
    ByKind({
      default: 'catalogue',
      kinds: {
        catalogue: Type.Object({}, { description: 'Known by its id alone; then the id may stand without a mapping.' }),
        ...kinds,
      },
      common: Type.Object({
        id: Type.String({
          pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
          description: 'Lower-case letters, digits and dashes.',
        }),
        name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        regions: patterns('Only these regions count; * stands for any letters.'),
        components: patterns('Only these components or groups count; * stands for any letters.'),
        critical: Type.Optional(Type.Boolean({ description: 'A partial outage of it is critical too.' })),
      }),
      text: Type.String({ minLength: 1, maxLength: 63 }),
    }),
    { default: [], maxItems: 500, description: 'Cloud and SaaS providers whose status is followed.' },
  ),
  /** Only to see whether what is depended on is followed. */
  services: Type.Array(
    Type.Object(
      { name: Type.Optional(Type.String()), depends_on: Type.Optional(Type.Array(Type.String())) },
      { additionalProperties: true },
    ),
    { default: [] },
  ),
})
export type ProvidersConfig = Static<typeof ProvidersConfig>

export function requestOf(item: ProvidersConfig['providers'][number]): ProviderRequest {
  if (typeof item === 'string') return { id: item }
  const { kind, ...asked } = item
  return kind === 'catalogue' ? asked : { ...asked, kind }
}

export function providerProblems({ providers, services }: ProvidersConfig): ConfigProblem[] {
  const asked = providers.map(requestOf)
  const ids = asked.map(({ id }) => id)
  return [
    ...asked.flatMap((one, index): ConfigProblem[] => {
      const followed = resolveProvider(one)
      const at = ['providers', index]
      if (ids.indexOf(one.id) < index) return [{ path: at, message: say('providers.id-taken', { id: one.id }) }]
      if (!isInvalid(followed)) return []
      return [
        { path: typeof providers[index] === 'string' ? at : [...at, followed.field], message: followed.message_i18n },
      ]
    }),
    ...services.flatMap(({ depends_on = [] }, index) =>
      depends_on.flatMap((name, at) => dependencyProblem(name, ids, ['services', index, 'depends_on', at])),
    ),
  ]
}

/** A warning only: it may be followed through the API. */
function dependencyProblem(name: string, ids: readonly string[], path: ConfigProblem['path']): ConfigProblem[] {
  if (!name.startsWith('provider:')) return []
  const id = name.slice('provider:'.length)
  if (ids.includes(id)) return []
  const word = nearest(id, [...ids, ...catalogue.map(known => known.id)])
  const hint = word === undefined ? undefined : say('hint.meant', { word })
  return [{ path, message: say('configuration.provider-unknown', { id }), hint, severity: 'warning' }]
}
