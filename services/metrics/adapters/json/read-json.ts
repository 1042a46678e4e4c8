import jsonata from 'jsonata'
import { type Message, say } from '../../../../contracts/messages/words.ts'
import { PointProblems } from '../reading/point-problems.ts'
import { readTime, type TimeRule } from '../reading/read-time.ts'
import type { Point, PointProblem } from '../reading/source-kind.ts'
import { LinearRegExp } from './linear-reg-exp.ts'

export type JsonOrder = {
  readonly body: Uint8Array
  /** Expressions; the document itself where there is none for its items. */
  readonly items: string | null
  readonly time: string | null
  readonly time_rule: TimeRule
  readonly values: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly next: string | null
  readonly now: number
}

export type JsonReading =
  | {
      readonly points: readonly Point[]
      readonly problems: readonly PointProblem[]
      readonly total: number
      readonly next: string | null
    }
  | { readonly failed: Message }

export const mostItems = 50_000

/** Of one evaluation; the worker ends all of them together. `stack` and `sequence` bound what a recursion can do. */
const bounds = { timeout: 2_000, stack: 200, sequence: 100_000 } as const

class Unfit extends Error {
  readonly reason: Message
  constructor(reason: Message) {
    super(reason.code)
    this.reason = reason
  }
}

/** What a document says, by the expressions of its source. Never rejects for what stands there or is asked for. */
export async function readJson(order: JsonOrder): Promise<JsonReading> {
  try {
    const document = parsed(order.body)
    const items = await itemsOf(document, order.items)
    return { ...(await pointsOf(items, order)), total: items.length, next: await nextOf(document, order.next) }
  } catch (thrown) {
    if (thrown instanceof Unfit) return { failed: thrown.reason }
    throw thrown
  }
}

function parsed(body: Uint8Array): unknown {
  const text = new TextDecoder().decode(body).trim()
  if (text.startsWith('<')) throw new Unfit(say('source.markup'))
  if (text === '') throw new Unfit(say('source.empty'))
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new Unfit(say('source.not-json', { problem: String((thrown as Error).message).slice(0, 200) }))
  }
}

async function itemsOf(document: unknown, expression: string | null): Promise<readonly unknown[]> {
  const found = expression === null ? document : await compiled('items', expression)(document)
  if (found === undefined) throw new Unfit(say('source.no-items', { path: expression ?? '' }))
  const items = Array.isArray(found) ? found : [found]
  if (items.length > mostItems) throw new Unfit(say('source.too-many', { limit: mostItems }))
  return items
}

async function nextOf(document: unknown, expression: string | null): Promise<string | null> {
  const next = expression === null ? null : await compiled('next', expression)(document)
  return typeof next === 'string' && next !== '' ? next : null
}

async function pointsOf(items: readonly unknown[], order: JsonOrder) {
  const points: Point[] = []
  const problems = new PointProblems()
  const time = order.time === null ? null : compiled('time', order.time)
  const values = Object.entries(order.values).map(([name, text]) => ({ name, read: compiled(`values.${name}`, text) }))
  const labels = Object.entries(order.labels).map(([name, text]) => ({ name, read: compiled(`labels.${name}`, text) }))
  for (const [index, item] of items.entries()) {
    const raw = time ? await time(item) : null
    const moment = time ? readTime(raw, order.time_rule, order.now) : ({ at: order.now, form: 'now' } as const)
    if ('code' in moment) {
      problems.add(index, moment, values.length)
      continue
    }
    const own: Record<string, string> = {}
    for (const { name, read } of labels) own[name] = labelOf(await read(item))
    for (const { name, read } of values) {
      const value = numberOf(await read(item))
      if (typeof value !== 'number') problems.add(index, value)
      else {
        const time_text = time ? String(raw).slice(0, 60) : null
        points.push({ name, labels: own, at: moment.at, value, time_text, time_form: moment.form })
      }
    }
  }
  return { points, problems: problems.list }
}

const labelOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value).slice(0, 200) : String(value ?? '').slice(0, 200)

export function numberOf(value: unknown): number | Message {
  if (value === undefined || value === null) return say('point.no-value')
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'string') return say('point.text', { text: value.slice(0, 60) })
  if (typeof value !== 'number') return say('point.not-number')
  return Number.isFinite(value) ? value : say('point.not-finite')
}

type Evaluate = (input: unknown) => Promise<unknown>

/** The types of the library want the class of the engine's own expressions. */
const RegexEngine = LinearRegExp as typeof LinearRegExp & RegExpConstructor

function compiled(field: string, text: string): Evaluate {
  const failed = (thrown: unknown) =>
    new Unfit(say('source.expression', { field, problem: String((thrown as Error)?.message ?? thrown).slice(0, 200) }))
  try {
    const expression = jsonata(text, { RegexEngine, ...bounds })
    return input => expression.evaluate(input).catch(thrown => Promise.reject(failed(thrown)))
  } catch (thrown) {
    throw failed(thrown)
  }
}
