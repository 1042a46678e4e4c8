import { hash } from 'node:crypto'
import type { AskFlags, EvaluatedFlag } from '../../../contracts/flags/flag-evaluation.ts'
import { inEnglish } from '../../../contracts/messages/words.ts'
import { notFound } from '../../../contracts/refusals.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { Reply } from '../../../kit/service/service.ts'
import { kindOf } from '../definitions/check-definition.ts'
import { defaultEnvironment, type EnvironmentRef, environmentName } from '../definitions/flag.ts'
import type { FlagCache } from '../environments/flag-cache.ts'
import { type ParsedContext, parseContext } from './check-context.ts'
import type { FlagStreams } from './flag-streams.ts'
import { isAscii, type Outcome } from './outcome.ts'
import type { Snapshot } from './snapshot.ts'

const json = { 'content-type': 'application/json; charset=utf-8' }
/** Grows when results are computed in another way: then the same revision means something else. */
const engineVersion = 1

export type Evaluator = {
  readonly cache: FlagCache
  readonly clock: Clock
  readonly streams: Pick<FlagStreams, 'jsonOf'>
}

export function evaluateFlag({ cache, clock }: Evaluator, ref: EnvironmentRef, key: string, body: unknown): Reply {
  const asked = parseContext(textOf(body))
  if ('error_code' in asked) return mistake(asked, key)
  const snapshot = cache.snapshot(ref)
  const outcome = snapshot?.outcomeOf(key, snapshot.evaluation(asked.context, clock.now()))
  if (!outcome) {
    const errorDetails = `there is no flag "${key.slice(0, 200)}" in ${environmentName(ref)}`
    const metadata = snapshot?.source.metadata
    return new Reply(JSON.stringify({ key, errorCode: 'FLAG_NOT_FOUND', errorDetails, metadata }), json, 404)
  }
  outcome.hits++
  const text = outcome.json
  return new Reply(text, json, outcome.failed ? 400 : 200, outcome.isAscii ? 'ascii' : 'utf8')
}

/** OFREP's bulk evaluation. While nothing changed, and no rule looks at the clock, it is not even computed again. */
export function evaluateFlags(evaluator: Evaluator, ref: EnvironmentRef, body: unknown, wanted: unknown): Reply {
  const { cache, clock, streams } = evaluator
  const text = textOf(body)
  const snapshot = cache.snapshot(ref)
  if (!snapshot) throw notFound('flags.environment-not-found', { name: environmentName(ref) })
  const known = snapshot.volatile
    ? undefined
    : etagOf(`${engineVersion} ${environmentName(ref)} ${snapshot.source.revision} ${text}`)
  if (known !== undefined && isWanted(wanted, known)) return unchanged(known)
  const asked = parseContext(text)
  if ('error_code' in asked) return mistake(asked)
  const { text: answer, encoding } = bulkJson(snapshot, asked.context, {
    now: clock.now(),
    streams: streams.jsonOf(ref),
  })
  const etag = known ?? etagOf(answer)
  if (isWanted(wanted, etag)) return unchanged(etag)
  return new Reply(answer, { ...json, etag, 'cache-control': 'no-cache' }, 200, encoding)
}

/** For callers without a library, who know a user and a role. */
export function evaluateSimple(
  { cache, clock }: Pick<Evaluator, 'cache' | 'clock'>,
  { user, role }: Input<typeof AskFlags>['query'],
): Output<typeof AskFlags> {
  const snapshot = cache.snapshot(defaultEnvironment)
  if (!snapshot) return { flags: {}, items: [] }
  const context = {
    ...(user === undefined ? {} : { targetingKey: user, user }),
    ...(role === undefined ? {} : { role }),
  }
  const evaluation = snapshot.evaluation(context, clock.now())
  const outcomes = [...snapshot.flags.values()].map(flag => flag.evaluate(evaluation))
  for (const outcome of outcomes) outcome.hits++
  const values = outcomes.map(({ parts }): [string, unknown] => {
    const flag = snapshot.flags.get(parts.key)
    // Whoever only wants to know whether something is on takes "switched off" for no.
    const off = flag && kindOf(flag.source.definition) === 'boolean' ? false : null
    return [parts.key, parts.value ?? off]
  })
  return { flags: Object.fromEntries(values), items: outcomes.map(evaluatedOf) }
}

export const evaluatedOf = ({ json }: Outcome): EvaluatedFlag => JSON.parse(json)

type More = { readonly now: number; readonly streams: string }

type Bulk = { readonly text: string; readonly encoding: Reply['encoding'] }

function bulkJson(snapshot: Snapshot, context: Readonly<Record<string, unknown>>, { now, streams }: More): Bulk {
  const evaluation = snapshot.evaluation(context, now)
  const pieces: string[] = []
  let plain = true
  for (const flag of snapshot.flags.values()) {
    const outcome = flag.evaluate(evaluation)
    outcome.hits++
    pieces.push(outcome.json)
    plain &&= outcome.isAscii
  }
  const { metadata } = snapshot.source
  const more = metadata && Object.keys(metadata).length > 0 ? `,"metadata":${JSON.stringify(metadata)}` : ''
  const end = `]${more},"eventStreams":${streams}}`
  const encoding = plain && isAscii(end) ? 'ascii' : 'utf8'
  const last = pieces.length - 1
  if (last < 0) return { text: `{"flags":[${end}`, encoding }
  pieces[0] = `{"flags":[${pieces[0]}`
  pieces[last] += end
  return { text: pieces.join(','), encoding }
}

function mistake({ error_code, error }: Extract<ParsedContext, { error_code: string }>, key?: string): Reply {
  const body = { ...(key === undefined ? {} : { key }), errorCode: error_code, errorDetails: inEnglish(error) }
  return new Reply(JSON.stringify(body), json, 400)
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : '')
const etagOf = (text: string): string => `"${hash('sha1', text, 'base64url')}"`
const unchanged = (etag: string): Reply => new Reply('', { etag, 'cache-control': 'no-cache' }, 304, 'ascii')

/** `If-None-Match`: one or several, weak or not. */
function isWanted(header: unknown, etag: string): boolean {
  if (typeof header !== 'string') return false
  return header === etag || header.split(',').some(one => one.trim().replace(/^W\//, '') === etag)
}
