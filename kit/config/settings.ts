import { type Static, Type } from 'typebox'
import { say } from '../messages/kit-catalogue.ts'
import { languages } from '../messages/languages.ts'
import type { Path, Problem } from './problem.ts'
import { Duration } from './schema/duration.ts'

/** The sections of vigie.yaml that belong to no service: every process and every service sees the same ones. */
export const Settings = Type.Object({
  language: Type.Enum([...languages], { default: 'en', description: 'Of messages, pages and the closing statistics.' }),
  time_zone: Type.String({ default: 'UTC', description: 'IANA name; days are cut in it.' }),
  public_url: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description:
        'Where people reach this Vigie. Everything lies below its path, and links in messages begin with it.',
    }),
  ),
  logging: Type.Object(
    {
      level: Type.String({
        default: 'INFO',
        pattern: '^(?i:trace|debug|info|warn|warning|error|critical|fatal|silent)$',
      }),
      file: Type.Optional(
        Type.String({ description: 'Also write the log there, relative to the configuration file.' }),
      ),
      incidents_dir: Type.String({ default: 'incidents', description: 'One JSON file per incident.' }),
    },
    { default: {}, additionalProperties: false },
  ),
  network: Type.Object(
    {
      allow: Type.Array(Type.String(), { default: [], description: 'CIDR ranges that everybody may name.' }),
      proxy: Type.Optional(
        Type.String({
          pattern: '^https?://',
          address: true,
          description: 'Proxy for requests to the outside, checks apart. Left out: HTTP_PROXY, HTTPS_PROXY, NO_PROXY.',
        }),
      ),
      trusted_proxies: Type.Array(Type.String(), {
        default: [],
        description: 'Addresses and CIDR ranges of your reverse proxies: their X-Forwarded-For tells who asks.',
      }),
    },
    { default: {}, additionalProperties: false },
  ),
  store: Type.Object(
    {
      url: Type.Optional(
        Type.String({ pattern: '^postgres(ql)?://', secret: true, description: 'PostgreSQL instead of SQLite.' }),
      ),
    },
    { default: {}, additionalProperties: false },
  ),
  peers: Type.Record(Type.String(), Type.String({ pattern: '^https?://', address: true }), {
    default: {},
    description: 'Services that run in another process: name → address.',
  }),
  cluster_key: Type.Optional(
    Type.String({ minLength: 32, secret: true, description: 'Signs the calls between processes.' }),
  ),
  dead_man: Type.Optional(
    Type.Object(
      { url: Type.String({ pattern: '^https?://', secret: true }), every: Duration({ default: 60 }) },
      { additionalProperties: false, description: 'Pinged as long as the lookout itself is well.' },
    ),
  ),
})
export type Settings = Static<typeof Settings>

type Next = { readonly settings: Settings; readonly placeOf: (path: Path) => string }

/** What every service was made with: another value in the file is in force after the next start, and is said to wait. */
export function settingsThatWait(running: Settings, { settings, placeOf }: Next): Problem[] {
  const names = new Set([...Object.keys(running), ...Object.keys(settings)] as (keyof Settings)[])
  const waiting = [...names].filter(name => JSON.stringify(running[name]) !== JSON.stringify(settings[name]))
  return waiting.map(name => ({ place: placeOf([name]), path: [name], message: say('config.restart') }))
}
