import { Type } from 'typebox'
import { ByKind } from '../config/schema/by-kind.ts'
import { Duration } from '../config/schema/duration.ts'
import { plainText } from '../messages/message.ts'
import { defineService, type Service } from '../service/service.ts'

const Url = Type.String({ pattern: '^https?://' })

const Status = Type.Union([
  Type.Integer({ minimum: 100, maximum: 599 }),
  Type.String({ pattern: '^[1-5]xx$' }),
  Type.Array(Type.Integer({ minimum: 100, maximum: 599 }), { minItems: 1 }),
])

const watched = ByKind({
  default: 'http',
  common: Type.Object({
    name: Type.String({ minLength: 1, description: 'What people call it.' }),
    critical: Type.Boolean({ default: false }),
    interval: Type.Optional(Duration({ minimum: 1 })),
    timeout: Type.Optional(Duration({ minimum: 0.1, maximum: 300 })),
    conditions: Type.Array(Type.String(), { default: [] }),
  }),
  kinds: {
    http: Type.Object(
      {
        url: Url,
        method: Type.Enum(['GET', 'HEAD', 'POST'], { default: 'GET' }),
        expected_status: Type.Union(Status.anyOf, {
          default: 200,
          expects: 'a status, a list of them, or a class such as 2xx',
        }),
        headers: Type.Record(Type.String(), Type.String(), { default: {} }),
      },
      { description: 'Asks a URL.' },
    ),
    tcp: Type.Object({ host: Type.String(), port: Type.Integer({ minimum: 1, maximum: 65_535 }) }),
    heartbeat: Type.Object({ every: Duration(), grace: Duration({ default: '1h' }) }),
  },
})

const watcher = defineService({
  name: 'watcher',
  config: Type.Object({
    services: Type.Array(watched, { default: [] }),
    monitoring: Type.Object(
      {
        check_interval: Duration({ default: 20 }),
        failure_threshold: Type.Integer({ default: 2, minimum: 1 }),
        default_timeout: Duration({ default: 10 }),
      },
      { default: {}, description: 'Of every check that does not say otherwise.' },
    ),
  }),
  validate: ({ services, monitoring }) => {
    const first = new Map<string, number>()
    const twice = services.flatMap(({ name }, index) => {
      if (first.has(name)) return [{ path: ['services', index, 'name'], message: plainText(`"${name}" is used twice`) }]
      first.set(name, index)
      return []
    })
    const slow = {
      path: ['monitoring', 'default_timeout'],
      message: plainText('is long'),
      severity: 'warning',
    } as const
    return monitoring.default_timeout > 30 ? [...twice, slow] : twice
  },
  start: () => ({}),
})

const book = defineService({
  name: 'book',
  config: Type.Object({
    services: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1 }),
          group: Type.Optional(Type.String()),
          depends_on: Type.Array(Type.String(), { default: [] }),
        },
        { additionalProperties: true },
      ),
      { default: [] },
    ),
  }),
  start: () => ({}),
})

const teller = defineService({
  name: 'teller',
  config: Type.Object({
    slack: Type.Object(
      {
        channel: Type.Optional(Type.String()),
        enabled: Type.Boolean({ default: true }),
        mention_channel: Type.Boolean({ default: false }),
        token: Type.Optional(Type.String({ secret: true, env: 'SLACK_BOT_TOKEN', minLength: 4 })),
      },
      { default: {} },
    ),
    notifications: Type.Array(
      ByKind({
        common: Type.Object({ name: Type.String({ minLength: 1 }) }),
        kinds: {
          webhook: Type.Object({ url: Url, secret: Type.String({ secret: true, pattern: '^whsec_' }) }),
          email: Type.Object({ to: Type.Array(Type.String({ format: 'email' }), { minItems: 1, uniqueItems: true }) }),
        },
      }),
      { default: [] },
    ),
    providers: Type.Array(
      ByKind({
        kinds: { statuspage: Type.Object({ id: Type.String(), url: Url }) },
        text: Type.String({ pattern: '^(cloudflare|github)$' }),
      }),
      { default: [] },
    ),
  }),
  start: () => ({}),
})

/** Three that share sections the way ours do, small enough to see through in a test of the configuration. */
export const sampleServices: readonly Service[] = [watcher, book, teller]
