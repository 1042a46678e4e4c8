import { hash } from 'node:crypto'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { notFound } from '../../../kit/service/errors.ts'
import { Reply } from '../../../kit/service/service.ts'
import { type Place, placeName } from '../definitions/flag.ts'
import type { Board } from '../environments/flag-cache.ts'
import { type Asked, contextOf } from './check-context.ts'
import { isAscii, type Outcome } from './outcome.ts'
import type { Snapshot } from './snapshot.ts'

const json = { 'content-type': 'application/json; charset=utf-8' }
/** Of the way results are computed: with another one the same revision may mean something else. */
const engineVersion = 1

export type Evaluator = {
  readonly board: Board
  readonly clock: Clock
  /** What a bulk evaluation says about where to hear of changes, as JSON. */
  readonly streamsOf: (place: Place) => string
}

/** OFREP's single evaluation. */
export function evaluateFlag({ board, clock }: Evaluator, place: Place, key: string, body: unknown): Reply {
  const asked = contextOf(textOf(body))
  if ('error_code' in asked) return mistake(asked, key)
  const snapshot = board.snapshot(place)
  const outcome = snapshot?.outcomeOf(key, snapshot.evaluation(asked.context, clock.now()))
  if (!outcome) {
    const errorDetails = `there is no flag "${key.slice(0, 200)}" in ${placeName(place)}`
    // Of the flag set, as flagd answers it.
    const metadata = snapshot?.source.metadata
    return new Reply(JSON.stringify({ key, errorCode: 'FLAG_NOT_FOUND', errorDetails, metadata }), json, 404)
  }
  outcome.hits++
  const text = outcome.json
  return new Reply(text, json, outcome.failed ? 400 : 200, outcome.isAscii ? 'ascii' : 'utf8')
}

/** OFREP's bulk evaluation. While nothing changed, and no rule looks at the clock, it is not even computed again. */
export function evaluateFlags(evaluator: Evaluator, place: Place, body: unknown, wanted: unknown): Reply {
  const { board, clock, streamsOf } = evaluator
  const text = textOf(body)
  const snapshot = board.snapshot(place)
  if (!snapshot) throw notFound('flags.environment-not-found', `there is no environment ${placeName(place)}`)
  const known = snapshot.volatile
    ? undefined
    : etagOf(`${engineVersion} ${placeName(place)} ${snapshot.source.revision} ${text}`)
  if (known !== undefined && isWanted(wanted, known)) return unchanged(known)
  const asked = contextOf(text)
  if ('error_code' in asked) return mistake(asked)
  const { text: answer, encoding } = bulkJson(snapshot, asked.context, { now: clock.now(), streams: streamsOf(place) })
  const etag = known ?? etagOf(answer)
  if (isWanted(wanted, etag)) return unchanged(etag)
  return new Reply(answer, { ...json, etag, 'cache-control': 'no-cache' }, 200, encoding)
}

/** Results of all flags, as they stand; they count as served. */
export function outcomesOf(snapshot: Snapshot, context: Readonly<Record<string, unknown>>, now: number): Outcome[] {
  const evaluation = snapshot.evaluation(context, now)
  const outcomes: Outcome[] = []
  for (const flag of snapshot.flags.values()) {
    const outcome = flag.evaluate(evaluation)
    outcome.hits++
    outcomes.push(outcome)
  }
  return outcomes
}

type More = { readonly now: number; readonly streams: string }

type Bulk = { readonly text: string; readonly encoding: Reply['encoding'] }

/** One text made at once of the pieces that each result has ready. */
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

function mistake({ error_code, error_details }: Extract<Asked, { error_code: string }>, key?: string): Reply {
  const body = { ...(key === undefined ? {} : { key }), errorCode: error_code, errorDetails: error_details }
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
