import { type Static, Type } from 'typebox'

export const ExportFields = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,62}$' }),
    url: Type.String({
      pattern: '^https?://',
      address: true,
      description: 'Where it takes remote write: `/api/v1/write` of Prometheus, VictoriaMetrics and Mimir.',
    }),
    username: Type.Optional(Type.String({ maxLength: 200 })),
    password: Type.Optional(Type.String({ maxLength: 1_000, secret: true })),
    token: Type.Optional(Type.String({ maxLength: 4_000, secret: true, description: 'A bearer token.' })),
    backlog_mb: Type.Integer({
      default: 64,
      minimum: 1,
      maximum: 10_240,
      description: 'So much waits while the target takes nothing; what comes after that is lost, and told.',
    }),
  },
  { additionalProperties: false },
)
export type Target = Static<typeof ExportFields>

export function headersOf({ username, password, token }: Target): Record<string, string> {
  const basic = username === undefined ? undefined : Buffer.from(`${username}:${password ?? ''}`).toString('base64')
  const authorization = token !== undefined ? `Bearer ${token}` : basic === undefined ? undefined : `Basic ${basic}`
  return {
    'content-type': 'application/x-protobuf',
    'content-encoding': 'snappy',
    'x-prometheus-remote-write-version': '0.1.0',
    'user-agent': 'Vigie (remote write)',
    ...(authorization === undefined ? {} : { authorization }),
  }
}
