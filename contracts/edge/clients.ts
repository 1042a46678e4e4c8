import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Origin, Page, PageQuery, Time } from '../common-schemas.ts'

/** Also the tenant of its series. */
const pattern = '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'
export const ClientName = Type.String({ pattern })
export const isClientName = (name: string): boolean => new RegExp(pattern).test(name)

export const EdgeClientKey = Type.Object({
  id: Type.String(),
  origin: Origin,
  created_at: Time,
  /** Null: until it is revoked. */
  expires_at: Nullable(Time),
  last_used_at: Nullable(Time),
})
export type EdgeClientKey = Static<typeof EdgeClientKey>

/** Whose objects are measured: reads and sends its own with a key of its own. */
export const EdgeClient = Type.Object({
  name: Type.String(),
  origin: Origin,
  /** In which line of the file it stands. */
  place: Nullable(Type.String()),
  created_at: Time,
  objects: Type.Integer(),
  keys: Type.Array(EdgeClientKey),
})
export type EdgeClient = Static<typeof EdgeClient>

const op = { service: 'edge', access: 'admin' } as const
const ByName = Type.Object({ name: Type.String({ maxLength: 63 }) })

export const ListEdgeClients = defineOperation({
  ...op,
  name: 'ListEdgeClients',
  method: 'GET',
  path: '/api/v1/edge/clients',
  summary: 'The clients whose objects are measured, with what is known of their keys',
  query: Type.Object(PageQuery),
  output: Page(EdgeClient),
})
export const GetEdgeClient = defineOperation({
  ...op,
  name: 'GetEdgeClient',
  method: 'GET',
  path: '/api/v1/edge/clients/:name',
  summary: 'One client',
  params: ByName,
  output: EdgeClient,
})
export const CreateEdgeClient = defineOperation({
  ...op,
  name: 'CreateEdgeClient',
  method: 'POST',
  path: '/api/v1/edge/clients',
  audience: 'people-or-operator',
  status: 201,
  summary: 'Add a client',
  body: Type.Object({ name: ClientName }, { additionalProperties: false }),
  output: EdgeClient,
})
export const DeleteEdgeClient = defineOperation({
  ...op,
  name: 'DeleteEdgeClient',
  method: 'DELETE',
  path: '/api/v1/edge/clients/:name',
  audience: 'people-or-operator',
  status: 204,
  summary: 'Remove a client with its keys, its objects and all that was measured of them',
  params: ByName,
  output: Type.Null(),
})
export const CreateEdgeClientKey = defineOperation({
  ...op,
  name: 'CreateEdgeClientKey',
  method: 'POST',
  path: '/api/v1/edge/clients/:name/keys',
  audience: 'people-or-operator',
  status: 201,
  summary: 'Make a key of a client; the answer is the only place where it can be read',
  params: ByName,
  body: Type.Object(
    {
      expires_at: Type.Optional(Nullable(Time)),
      overlap_s: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 31_536_000,
          description: 'The other keys of the API expire after so many seconds; left out, they stay.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  output: Type.Intersect([EdgeClientKey, Type.Object({ client: Type.String(), key: Type.String() })]),
})
export const RevokeEdgeClientKey = defineOperation({
  ...op,
  name: 'RevokeEdgeClientKey',
  method: 'DELETE',
  path: '/api/v1/edge/clients/:name/keys/:id',
  audience: 'people-or-operator',
  status: 204,
  summary: 'End a key of a client at once',
  params: Type.Object({ name: Type.String({ maxLength: 63 }), id: Type.String({ maxLength: 40 }) }),
  output: Type.Null(),
})
