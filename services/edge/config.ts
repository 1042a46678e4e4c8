import { type Static, Type } from 'typebox'
import { ClientName } from '../../contracts/edge/clients.ts'
import { say } from '../../contracts/messages/words.ts'
import { ByKind } from '../../kit/config/schema/by-kind.ts'
import { Duration } from '../../kit/config/schema/duration.ts'
import type { ConfigProblem } from '../../kit/service/service.ts'
import { isTimeZone } from './ingest/sample-time.ts'

const Port = (description?: string) =>
  Type.Integer({ minimum: 1, maximum: 65_535, ...(description === undefined ? {} : { description }) })

const IotApi = Type.Object(
  {
    url: Type.String({ pattern: '^https?://', address: true, description: 'Where /iot_objects is below.' }),
    interval: Duration({ default: 10, minimum: 1, maximum: 86_400, description: 'From one round to the next.' }),
    timezone: Type.String({ default: 'UTC', maxLength: 60, description: 'Of times that name no zone.' }),
    history: Type.Enum(['off', 'backfill-once', 'bucket-dedupe'], {
      default: 'off',
      description:
        'What becomes of /history, which is another one at each call: left alone, read once for each new object, or one value a minute, the first.',
    }),
    headers: Type.Optional(Type.Record(Type.String(), Type.String(), { secret: true })),
  },
  { description: 'An API of objects: GET /iot_objects and /iot_objects/{id}, or /iot_data/{id}.' },
)

const Mqtt = Type.Object(
  {
    url: Type.String({ pattern: '^mqtts?://', address: true, description: 'mqtt:// or mqtts://, with a port.' }),
    topic: Type.String({
      minLength: 1,
      maxLength: 300,
      pattern: '\\{object\\}',
      description: 'As plant/{client}/{object}/{metric}: what is in braces is read, + is any level.',
    }),
    client: Type.Optional(ClientName),
    username: Type.Optional(Type.String({ maxLength: 200 })),
    password: Type.Optional(Type.String({ maxLength: 500, secret: true })),
    protocol: Type.Enum(['5', '3.1.1'], { default: '5' }),
  },
  { description: 'An MQTT broker: a number, or JSON with value, unit and at, or a value for each metric.' },
)

const Threshold = Type.Object(
  {
    max: Type.Optional(Type.Number({ description: 'A value above it is an anomaly.' })),
    min: Type.Optional(Type.Number({ description: 'A value below it is an anomaly.' })),
    for: Duration({ default: 0, maximum: 86_400, description: 'So long it lasts before it is told.' }),
    hysteresis: Type.Optional(
      Type.Number({ minimum: 0, description: 'So far inside the limit a value has to be before it is over.' }),
    ),
  },
  { description: 'Limits of the value.' },
)

const Cloud = Type.Object(
  {
    // The token that it is sent opens a door.
    url: Type.String({
      pattern: '^(https://|http://(localhost|127\\.|\\[::1\\]))',
      address: true,
      description: 'Of the Vigie that takes the values: https, except on this machine.',
    }),
    token: Type.Optional(
      Type.String({ minLength: 8, maxLength: 200, secret: true, description: 'Of an enrolment there; it works once.' }),
    ),
    app: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'A label of all values there.' })),
    backlog_mb: Type.Integer({
      default: 256,
      minimum: 1,
      maximum: 102_400,
      description: 'So much waits while nothing arrives there; what comes after that is lost, and told.',
    }),
  },
  { additionalProperties: false, description: 'Where values are passed on to.' },
)
export type CloudSettings = Static<typeof Cloud>

const Links = Type.Object(
  {
    port: Port('With TLS, for edges that pass values on to here.'),
    host: Type.String({ default: '0.0.0.0', minLength: 1, maxLength: 255, description: 'Where it listens.' }),
    url: Type.Optional(
      Type.String({ pattern: '^https://', address: true, description: 'Where edges reach that port.' }),
    ),
  },
  { additionalProperties: false, description: 'Edges that pass values on to here.' },
)
export type LinkSettings = Static<typeof Links>

const Edge = Type.Object({
  sources: Type.Array(
    ByKind({
      kinds: { 'iot-api': IotApi, mqtt: Mqtt },
      common: Type.Object({ name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$' }) }),
    }),
    { default: [], maxItems: 100, description: 'What is asked for values of objects.' },
  ),
  clients: Type.Array(
    Type.Object({
      name: ClientName,
      key: Type.String({ minLength: 8, maxLength: 500, secret: true, description: 'More are made with the API.' }),
    }),
    { default: [], maxItems: 1_000, description: 'Who reads and sends values of its own objects, with a key.' },
  ),
  rules: Type.Array(
    ByKind({
      default: 'threshold',
      kinds: {
        threshold: Threshold,
        'quantile-band': Type.Object({}, { description: 'A value outside the band of its own last 8,000 samples.' }),
        'missing-data': Type.Object({}, { description: 'No value for longer than its usual period allows.' }),
        auto: Type.Object({}, { description: 'Whatever happens to sensors: spikes, drifts, silence, another unit.' }),
      },
      common: Type.Object({
        metric: Type.String({ minLength: 1, maxLength: 200, description: '* for every one.' }),
        type: Type.Optional(Type.String({ maxLength: 100, description: 'Only of objects of this type.' })),
        component: Type.Optional(
          Type.String({
            pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
            description: 'Slug of the component that is degraded meanwhile; "devices" when left out.',
          }),
        ),
      }),
    }),
    { default: [], maxItems: 200, description: 'What in the values of objects is an anomaly.' },
  ),
  window: Duration({ default: 3_600, minimum: 1, maximum: 2_678_400, description: 'Of the statistics.' }),
  port: Type.Optional(Port('Where clients ask and send, beside the port of everything.')),
  metrics_ports: Type.Optional(
    Type.Array(Port(), { maxItems: 4, description: 'Where Prometheus finds the figures of the edge.' }),
  ),
  host: Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: 'Of these ports; 127.0.0.1 when left out.' }),
  ),
  cloud: Type.Optional(Cloud),
  links: Type.Optional(Links),
})

export const EdgeConfig = Type.Object({ edge: Type.Optional(Edge) })
export type EdgeConfig = Static<typeof EdgeConfig>
export type EdgeSettings = Static<typeof Edge>
export type SourceSettings = EdgeSettings['sources'][number]

export const edgeSettings = ({ edge }: EdgeConfig): EdgeSettings =>
  edge ?? { sources: [], clients: [], rules: [], window: 3_600 }

export function edgeProblems(config: EdgeConfig): ConfigProblem[] {
  const { sources, clients, rules } = edgeSettings(config)
  return [
    ...twice('sources', sources),
    ...clients.flatMap(({ name, key }, index): ConfigProblem[] =>
      clients.findIndex(other => other.key === key) < index
        ? [{ path: ['edge', 'clients', index, 'key'], message: say('configuration.edge-key', { name }) }]
        : [],
    ),
    ...sources.flatMap((source, index): ConfigProblem[] => {
      const at = ['edge', 'sources', index]
      if (source.kind === 'mqtt')
        return source.client === undefined && !source.topic.includes('{client}')
          ? [{ path: at, message: say('edge.topic-names-no-client') }]
          : []
      return isTimeZone(source.timezone)
        ? []
        : [{ path: [...at, 'timezone'], message: say('configuration.no-time-zone', { name: source.timezone }) }]
    }),
    ...rules.flatMap((rule, index): ConfigProblem[] => {
      const at = ['edge', 'rules', index]
      if (rule.kind !== 'threshold') return []
      const { max, min } = rule
      if (max === undefined && min === undefined) return [{ path: at, message: say('configuration.no-limit') }]
      return max !== undefined && min !== undefined && min > max
        ? [{ path: [...at, 'min'], message: say('configuration.limits') }]
        : []
    }),
  ]
}

function twice(list: string, named: readonly { readonly name: string }[]): ConfigProblem[] {
  const names = named.map(({ name }) => name)
  return names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [{ path: ['edge', list, index, 'name'], message: say('configuration.name-there', { name }) }]
      : [],
  )
}
