import { isIP } from 'node:net'
import { type Static, type TObject, Type } from 'typebox'
import { type Message, say } from '../../contracts/messages/words.ts'
import { slugOf } from '../../contracts/slug.ts'
import { ByKind } from '../../kit/config/schema/by-kind.ts'
import { Duration } from '../../kit/config/schema/duration.ts'
import { plainSchema } from '../../kit/config/schema/json-schema.ts'
import { type Secrets, secretsIn } from '../../kit/config/secret-settings.ts'
import type { ConfigProblem } from '../../kit/service/service.ts'
import { type Definition, toDefinition } from './definitions/definition.ts'
import { checkKind, checkKinds } from './probes/index.ts'
import type { SettingProblem } from './probes/kind/kind.ts'

const Threshold = Type.Integer({ minimum: 1, maximum: 100 })

const Common = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S', description: 'What people call it.' }),
  group: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Heading it stands under.' })),
  critical: Type.Boolean({ default: false, description: 'Its outage is critical; messages mention the channel.' }),
  depends_on: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    default: [],
    maxItems: 100,
    description: 'Names of services, or provider:<id>.',
  }),
  interval: Type.Optional(
    Duration({ minimum: 1, maximum: 604_800, description: 'How often it is checked; check_interval when left out.' }),
  ),
  timeout: Type.Optional(
    Duration({
      minimum: 0.1,
      maximum: 300,
      description: 'How long an answer may take; default_timeout when left out.',
    }),
  ),
  failure_threshold: Type.Optional(Threshold),
  recovery_threshold: Type.Optional(Threshold),
  recheck: Type.Optional(Duration({ maximum: 3_600 })),
  paused: Type.Optional(Type.Boolean({ description: 'It is not checked for now; its state is unknown.' })),
})

const Token = Type.Optional(
  Type.String({
    minLength: 16,
    maxLength: 200,
    pattern: '^[A-Za-z0-9._~-]+$',
    secret: true,
    description: 'Secret part of its address; made and kept by the program when left out.',
  }),
)

const fieldsOf = (kind: (typeof checkKinds)[number]): TObject =>
  kind.passive ? Type.Object({ ...kind.schema.properties, token: Token }, { additionalProperties: false }) : kind.schema

const fields = Object.fromEntries(checkKinds.map(kind => [kind.kind, fieldsOf(kind)]))

export const definitionSchemas: ReadonlyMap<string, TObject> = new Map(
  checkKinds.map(kind => [
    kind.kind,
    Type.Object(
      { kind: Type.Optional(Type.Literal(kind.kind)), ...Common.properties, ...fieldsOf(kind).properties },
      { additionalProperties: false },
    ),
  ]),
)

/** What a check holds that nobody may see. */
export function secretsOf({ kind, settings, token }: Definition): Secrets {
  const schema = definitionSchemas.get(kind)
  return schema ? secretsIn(plainSchema(schema), { ...settings, token }) : { values: [], words: [] }
}

export function secretFields(kind: string): readonly string[] {
  const properties: Readonly<Record<string, object>> = definitionSchemas.get(kind)?.properties ?? {}
  return Object.keys(properties).filter(name => {
    const property = properties[name] ?? {}
    return 'secret' in property && property.secret === true
  })
}

export const MonitorConfig = Type.Object({
  services: Type.Array(ByKind({ default: 'http', kinds: fields, common: Common }), {
    default: [],
    description: 'What you promise to people: a component and its check.',
  }),
  monitoring: Type.Object(
    {
      check_interval: Duration({ default: 20, minimum: 1, maximum: 604_800, description: 'For services without one.' }),
      default_timeout: Duration({ default: 10, minimum: 0.1, maximum: 300, description: 'For services without one.' }),
      failure_threshold: Type.Integer({
        ...Threshold,
        default: 2,
        description: 'So many consecutive failures confirm an outage.',
      }),
      recovery_threshold: Type.Integer({
        ...Threshold,
        default: 1,
        description: 'So many consecutive successes confirm that it is over.',
      }),
      recheck: Duration({ default: 1, maximum: 3_600, description: 'Pause before the check that confirms a change.' }),
      references: Type.Array(Type.String({ minLength: 1, maxLength: 300 }), {
        default: [],
        maxItems: 20,
        description:
          'host:port or URL. When no service answers and none of these does, Vigie itself has no connection.',
      }),
      keep_raw: Duration({ default: 604_800, minimum: 3_600, description: 'How long single results are kept.' }),
      keep_minutes: Duration({
        default: 2_592_000,
        minimum: 86_400,
        description: 'How long sums per minute are kept.',
      }),
      keep_hours: Duration({ default: 34_560_000, minimum: 86_400, description: 'How long sums per hour are kept.' }),
    },
    { default: {}, additionalProperties: false },
  ),
})
export type MonitorConfig = Static<typeof MonitorConfig>
export type Monitoring = MonitorConfig['monitoring']

/** The name that signals about this program itself have. */
export const selfSlug = 'lookout'

export function configProblems({ services, monitoring }: MonitorConfig): ConfigProblem[] {
  const definitions = services.map(item => toDefinition(item))
  return [
    ...nameProblems(definitions),
    ...tokenProblems(definitions),
    ...definitions.flatMap((definition, index) =>
      settingProblems(definition).map(({ field, message_i18n }) => ({
        path: ['services', index, ...pathOf(field)],
        message: message_i18n,
      })),
    ),
    ...monitoring.references.flatMap((reference, index) =>
      parseReference(reference)
        ? []
        : [{ path: ['monitoring', 'references', index], message: say('configuration.reference', { reference }) }],
    ),
    ...slowProblems(definitions, monitoring),
  ]
}

export function settingProblems({ kind, settings }: Definition): readonly SettingProblem[] {
  return checkKind(kind)?.problems?.(settings) ?? []
}

function nameProblems(definitions: readonly Definition[]): ConfigProblem[] {
  const taken = new Map<string, string>()
  return definitions.flatMap(({ name }, index) => {
    const slug = slugOf(name)
    const other = taken.get(slug)
    taken.set(slug, other ?? name)
    const path = ['services', index, 'name']
    if (slug === selfSlug) return [{ path, message: say('configuration.name-own', { name, slug }) }]
    if (other === undefined) return []
    if (other === name) return [{ path, message: say('configuration.name-twice', { name }) }]
    return [{ path, message: say('configuration.name-alike', { name, other, slug }) }]
  })
}

function tokenProblems(definitions: readonly Definition[]): ConfigProblem[] {
  const owners = new Map<string, string>()
  return definitions.flatMap(({ token, name }, index) => {
    if (token === undefined) return []
    const owner = owners.get(token)
    owners.set(token, owner ?? name)
    return owner ? [{ path: ['services', index, 'token'], message: say('configuration.token-twice', { owner }) }] : []
  })
}

/** Slower than this from the failure to the message surprises people. */
const surpriseS = 30

function slowProblems(definitions: readonly Definition[], monitoring: Monitoring): ConfigProblem[] {
  const slow = definitions.flatMap((definition, index) => {
    const { interval, timeout, kind } = definition
    const message = slowness(interval ?? monitoring.check_interval, timeout ?? monitoring.default_timeout)
    if (message === null || checkKind(kind)?.passive) return []
    const own = interval !== undefined ? 'interval' : timeout !== undefined ? 'timeout' : null
    const path = own ? ['services', index, own] : ['monitoring', 'check_interval']
    return [{ path, message, severity: 'warning' as const }]
  })
  // What comes from the defaults is said once, not for every service.
  const general = slow.find(({ path }) => path[0] === 'monitoring')
  return slow.filter(problem => problem.path[0] !== 'monitoring' || problem === general)
}

function slowness(interval: number, timeout: number): Message | null {
  const slowest = interval + timeout + 4
  if (slowest <= surpriseS) return null
  return say('configuration.slow', { slowest: String(slowest), interval: String(interval), timeout: String(timeout) })
}

/** `conditions[1]` → `['conditions', 1]`. */
export function pathOf(field: string): (string | number)[] {
  return [...field.matchAll(/[^.[\]]+/g)].map(([part]) => (/^\d+$/.test(part) ? Number(part) : part))
}

export type Reference = { readonly host: string; readonly port: number }

const ports: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

export function parseReference(text: string): Reference | null {
  const url = URL.parse(text.includes('://') ? text : `tcp://${text}`)
  if (!url) return null
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port ? Number(url.port) : ports[url.protocol]
  const named = isIP(host) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host)
  return named && port ? { host, port } : null
}
