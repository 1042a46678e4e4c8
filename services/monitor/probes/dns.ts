import type { CaaRecord, SrvRecord } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { type Static, Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { fieldProblem } from '../../../contracts/refusals.ts'
import { type Condition, conditionProblems, conditionsOf, failing } from '../../../kit/conditions/conditions.ts'
import { shortened } from '../../../kit/http-client/shortened.ts'
import { addressOf } from './connection/connection.ts'
import { type Attempt, attempt, down, up, type Verdict } from './kind/attempt.ts'
import { thousandths } from './kind/format.ts'
import { defineCheckKind, type SettingProblem } from './kind/kind.ts'
import { DegradedAbove, prepared, slowMs } from './kind/settings.ts'

const words = ['values', 'response_ms'] as const

const Settings = Type.Object(
  {
    host: Type.String({
      minLength: 1,
      maxLength: 253,
      pattern: '^[^\\s/?#@:]+$',
      description: 'The name to ask for.',
    }),
    type: Type.Enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'CAA'], {
      default: 'A',
      description: 'Type of record.',
    }),
    server: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 260,
        pattern: '^[^\\s/?#@]+$',
        description: 'The name server to ask, host or host:port; those of the system when left out.',
      }),
    ),
    expect: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
        minItems: 1,
        maxItems: 50,
        description: 'Exactly these values, in any order: 192.0.2.1, "10 mail.example.com", …',
      }),
    ),
    conditions: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 1_000 }), {
        maxItems: 50,
        description: "All must be true, for example: values contains '192.0.2.1', response_ms < 100.",
      }),
    ),
    degraded_above: DegradedAbove,
  },
  { additionalProperties: false },
)
type Settings = Static<typeof Settings>

export const dns = defineCheckKind({
  kind: 'dns',
  summary: 'Asks a name server and evaluates the records that come back.',
  schema: Settings,
  address: ({ host, server }) => (server === undefined ? host : `${host} at ${server}`),
  problems: ({ server, conditions = [] }) => [...serverProblems(server), ...conditionProblems(conditions, words)],
  probe: (settings, context) => {
    const conditions = planOf(settings)
    return attempt(context, running => asked(running, settings, conditions), slowMs(settings.degraded_above))
  },
})

const planOf = prepared(({ conditions = [] }: Settings): readonly Condition[] => conditionsOf(conditions, words))

async function asked(attempt: Attempt, settings: Settings, conditions: readonly Condition[]): Promise<Verdict> {
  const { host, type, server } = settings
  const { timeout_ms } = attempt.context
  // Three tries share the time, so that one lost packet is no failure.
  const resolver = new Resolver({ timeout: Math.max(250, Math.floor(timeout_ms / 4)), tries: 3 })
  attempt.hold({ destroy: () => resolver.cancel() })
  if (server !== undefined) {
    const { name, port } = serverOf(server)
    const address = await addressOf(attempt, name, 0)
    if (typeof address !== 'string') return address
    attempt.address = address
    resolver.setServers([isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`])
  }
  attempt.waiting = say('dns.asking', { server: server ?? say('dns.system-servers'), type, host })
  const begun = attempt.elapsed()
  const answer = await resolver.resolve(host, type).then(linesOf, (failure: NodeJS.ErrnoException) => failure)
  attempt.phases.dns_ms = thousandths(attempt.elapsed() - begun)
  if (answer instanceof Error) return noValues(attempt, settings, answer.code ?? answer.message)
  attempt.answered = true
  return verdictOn(attempt, settings, conditions, answer)
}

function verdictOn(
  attempt: Attempt,
  settings: Settings,
  conditions: readonly Condition[],
  values: readonly string[],
): Verdict {
  const { host, type, expect } = settings
  if (expect !== undefined) {
    const found = new Set(values.map(value => comparable(value, type)))
    const wanted = new Set(expect.map(value => comparable(value, type)))
    if (found.size !== wanted.size || ![...found].every(value => wanted.has(value)))
      return down(say('dns.values', { type, host, values: listed(values), expected: listed(expect) }))
  }
  const failed = failing(conditions, { values, response_ms: thousandths(attempt.elapsed()) })
  return failed ? down(failed) : up
}

function noValues(attempt: Attempt, { host, type, server }: Settings, code: string): Verdict {
  const asked = server ?? say('dns.server')
  const absent = code === 'ENOTFOUND' || code === 'ENODATA'
  // The system's resolver fails by itself when it cannot reach the network; another server that fails has answered.
  attempt.answered = server === undefined ? absent : code !== 'ETIMEOUT'
  switch (code) {
    case 'ENOTFOUND':
      return down(say('dns.no-name', { host }))
    case 'ENODATA':
      return down(say('dns.no-record', { host, type }))
    case 'ECONNREFUSED':
      return down(say('connection.refused', { where: asked }))
    case 'ETIMEOUT':
      return down(say('dns.no-answer', { server: asked, time: { ms: attempt.elapsed() } }))
    case 'ESERVFAIL':
      return down(say('dns.not-found-out', { server: asked, type, host }))
    case 'EREFUSED':
      return down(say('dns.refused', { server: asked, host }))
    default:
      return down(say('dns.unusable', { server: asked, type, host, text: shortened(code, 80) }))
  }
}

type Records = Awaited<ReturnType<Resolver['resolve']>>

function linesOf(records: Records): readonly string[] {
  return Array.isArray(records) ? records.map(lineOf) : []
}

function lineOf(record: string | object): string {
  if (typeof record === 'string') return record
  if (Array.isArray(record)) return record.join('')
  if ('exchange' in record && 'priority' in record) return `${record.priority} ${record.exchange}`
  if ('weight' in record) return srvLine(record as SrvRecord)
  const { critical, ...property } = record as CaaRecord
  const tag = caaTags.find(name => property[name] !== undefined) ?? 'issue'
  return `${critical} ${tag} "${property[tag] ?? ''}"`
}

const caaTags = ['issue', 'issuewild', 'iodef', 'contactemail', 'contactphone'] as const

const srvLine = ({ priority, weight, port, name }: SrvRecord): string => `${priority} ${weight} ${port} ${name}`

function comparable(value: string, type: string): string {
  if (type === 'TXT' || type === 'CAA') return value
  const address = isIP(value) === 6 ? URL.parse(`http://[${value}]/`)?.hostname.slice(1, -1) : undefined
  return address ?? value.toLowerCase().replace(/\.$/, '')
}

const listed = (values: readonly string[]): string => shortened(values.join(', '), 200)

/** `192.0.2.1`, `192.0.2.1:5353`, `ns.example.com:53`, `::1`, `[::1]:53`. */
function serverOf(server: string): { readonly name: string; readonly port: number } {
  if (isIP(server) === 6) return { name: server, port: 53 }
  const [, name = '', port = '53'] = /^\[?(.*?)\]?(?::(\d{1,5}))?$/.exec(server) ?? []
  return { name, port: Number(port) }
}

function serverProblems(server: string | undefined): readonly SettingProblem[] {
  if (server === undefined) return []
  const { name, port } = serverOf(server)
  const right = name !== '' && (isIP(name) === 6 || !name.includes(':')) && port >= 1 && port <= 65_535
  return right ? [] : [fieldProblem('server', 'setting.server', { server })]
}
