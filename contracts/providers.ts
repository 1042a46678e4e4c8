import { type Static, Type } from 'typebox'
import { defineEvent } from '../kit/service/event.ts'
import { defineOperation } from '../kit/service/operation.ts'
import { Impact, Nullable, Origin, Page, PageQuery, Time, Worded } from './common-schemas.ts'

/** In order of urgency: the worst one in scope is the provider's. */
export const providerStates = [
  'operational',
  'maintenance',
  'unknown',
  'degraded',
  'partial_outage',
  'major_outage',
] as const
export const ProviderState = Type.Enum([...providerStates])
export type ProviderState = Static<typeof ProviderState>

export const ProviderPhase = Type.Enum([
  'investigating',
  'identified',
  'monitoring',
  'resolved',
  'postmortem',
  'scheduled',
  'in_progress',
  'verifying',
  'completed',
])
export type ProviderPhase = Static<typeof ProviderPhase>

export const ProviderComponent = Type.Object({
  id: Type.String(),
  name: Type.String(),
  group: Nullable(Type.String()),
  region: Nullable(Type.String()),
  state: ProviderState,
  /** Trouble outside the regions and components that were asked for is shown, but does not count. */
  in_scope: Type.Boolean(),
})
export type ProviderComponent = Static<typeof ProviderComponent>

/** What a provider says of one incident or maintenance. All texts are plain text. */
export const ProviderEvent = Type.Object({
  id: Type.String(),
  provider: Type.String(),
  kind: Type.Enum(['incident', 'maintenance']),
  title: Type.String(),
  phase: ProviderPhase,
  impact: Impact,
  started_at: Nullable(Time),
  updated_at: Nullable(Time),
  resolved_at: Nullable(Time),
  /** Of a maintenance: when it is planned to end. */
  ends_at: Nullable(Time),
  url: Nullable(Type.String()),
  components: Type.Array(Type.String()),
  regions: Type.Array(Type.String()),
  /** Open, but silent for more than seven days. */
  stale: Type.Boolean(),
  in_scope: Type.Boolean(),
  active: Type.Boolean(),
  updates: Type.Array(Type.Object({ at: Nullable(Time), phase: ProviderPhase, text: Type.String() })),
})
export type ProviderEvent = Static<typeof ProviderEvent>

const common = {
  id: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  /** Its page for people. */
  url: Type.String(),
  state: ProviderState,
  /** True when the provider itself does not say so: concluded from silence, from an open incident, or not known. */
  derived: Type.Boolean(),
  /** Since when it is in this state, as far as was seen; null until it was first asked. */
  since: Nullable(Time),
  /** Why it is unknown, or what is doubtful. */
  reason: Nullable(Type.String()),
  reason_i18n: Worded,
  source_updated_at: Nullable(Time),
  failing_since: Nullable(Time),
  critical: Type.Boolean(),
}

export const Provider = Type.Object({
  ...common,
  /** The worst first; at most 500. */
  components: Type.Array(ProviderComponent),
  components_total: Type.Integer(),
  /** Open ones. */
  incidents: Type.Array(ProviderEvent),
  maintenances: Type.Array(ProviderEvent),
  /** When it was last asked. */
  checked_at: Nullable(Time),
  /** When its answer could last be read. */
  verified_at: Nullable(Time),
  regions: Type.Array(Type.String()),
  component_filter: Type.Array(Type.String()),
  origin: Origin,
  place: Nullable(Type.String()),
})
export type Provider = Static<typeof Provider>

/** Said when state, wording of the state or open incidents change; `revision` grows, later copies have the higher one. */
export const ProviderChanged = defineEvent(
  'vigie.providers.provider-changed.v1',
  Type.Object({
    ...common,
    /** In trouble and in scope, the worst first; at most 50. */
    components: Type.Array(ProviderComponent),
    incidents: Type.Array(ProviderEvent),
    maintenances: Type.Array(ProviderEvent),
    revision: Type.Integer(),
    archived: Type.Boolean(),
  }),
  { grows: true },
)

export const KnownProvider = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  url: Type.String(),
  /** What its feed does not say. */
  note: Nullable(Type.String()),
})
export type KnownProvider = Static<typeof KnownProvider>

const op = { service: 'providers' } as const
const ProviderId = Type.Object({ id: Type.String() })
const patterns = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100 })

export const ListProviders = defineOperation({
  ...op,
  name: 'ListProviders',
  method: 'GET',
  path: '/api/v1/csp/providers',
  access: 'viewer',
  summary: 'The providers that are followed and their state',
  query: Type.Object(PageQuery),
  output: Page(Type.Intersect([Provider, Type.Object({ revision: Type.Integer() })])),
})
export const GetProvider = defineOperation({
  ...op,
  name: 'GetProvider',
  method: 'GET',
  path: '/api/v1/csp/providers/:id',
  access: 'viewer',
  summary: 'One provider',
  params: ProviderId,
  output: Provider,
})
export const CreateProvider = defineOperation({
  ...op,
  name: 'CreateProvider',
  method: 'POST',
  path: '/api/v1/csp/providers',
  access: 'admin',
  status: 201,
  summary: 'Follow one more provider',
  body: Type.Object(
    {
      id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'As in depends_on: ["provider:<id>"].' }),
      name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      kind: Type.Optional(Type.String({ maxLength: 40, description: 'May be left out for an id of the catalogue.' })),
      url: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 2_000 })),
      regions: Type.Optional(patterns),
      components: Type.Optional(patterns),
      critical: Type.Optional(Type.Boolean({ description: 'A partial outage counts as critical too.' })),
    },
    { additionalProperties: false },
  ),
  output: Provider,
})
export const DeleteProvider = defineOperation({
  ...op,
  name: 'DeleteProvider',
  method: 'DELETE',
  path: '/api/v1/csp/providers/:id',
  access: 'admin',
  status: 204,
  summary: 'Follow a provider no longer; its history stays',
  params: ProviderId,
  output: Type.Null(),
})
export const RefreshProvider = defineOperation({
  ...op,
  name: 'RefreshProvider',
  method: 'POST',
  path: '/api/v1/csp/refresh',
  access: 'admin',
  summary: 'Ask a provider now and answer with what it said',
  query: Type.Object({ provider: Type.String({ minLength: 1, maxLength: 100 }) }),
  output: Provider,
})
export const ListProviderEvents = defineOperation({
  ...op,
  name: 'ListProviderEvents',
  method: 'GET',
  path: '/api/v1/csp/events',
  access: 'viewer',
  summary: 'Incidents and maintenances of the providers, newest first',
  query: Type.Object({
    ...PageQuery,
    active: Type.Optional(Type.Boolean()),
    provider: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,63}$' })),
  }),
  output: Page(ProviderEvent),
})
export const ListKnownProviders = defineOperation({
  ...op,
  name: 'ListKnownProviders',
  method: 'GET',
  path: '/api/v1/csp/catalogue',
  access: 'viewer',
  summary: 'Providers that are known by their id alone, and the kinds of the others',
  output: Type.Object({
    items: Type.Array(KnownProvider),
    kinds: Type.Array(
      Type.Object({ kind: Type.String(), summary: Type.String(), url: Type.Enum(['required', 'optional']) }),
    ),
  }),
})
