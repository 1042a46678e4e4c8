import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { costlyContext } from '../../services/flags/testing/hostile-rules.ts'
import { type Answer, askOver } from '../ask.ts'
import type { Bench } from '../bench.ts'
import {
  type Hostile,
  hostileContexts,
  hostileDefinitions,
  hostileDocuments,
  hostileSegments,
} from '../hostile-flags-inputs.ts'
import { metricsOf, requireUnharmed, withVigie } from '../lookout.ts'
import { quantile, type Report } from '../report.ts'

export const hostileFlags: Bench = {
  name: 'hostile-flags',
  shows:
    'hostile definitions of flags and contexts of evaluations: a clear refusal or an answer, soon, and no flag fails for another',
  quick: report => run(report, 200),
  proof: report => run(report, 10_000),
}

/** How the inputs are divided, and where they are sent. */
const parts = [
  { share: 0.4, inputs: hostileDefinitions, send: sendDefinition },
  { share: 0.46, inputs: hostileContexts, send: sendContext },
  { share: 0.1, inputs: hostileDocuments, send: sendDocument },
  { share: 0.04, inputs: hostileSegments, send: sendSegment },
] as const
/** Taken flags that stay, to be evaluated. */
const kept = 40
const together = 3
const tooLarge = 1_048_576
/** Bodies that are refused before anything looks into them are refused as a whole. */
const unread = new Set<unknown>(['http.too-large', 'http.too-deep', 'http.too-many-values'])
const witness = { state: 'ENABLED', variants: { yes: 'fine', no: 'lost' }, defaultVariant: 'yes' }

type Run = {
  readonly vigie: Vigie
  readonly agent: Agent
  readonly report: Report
  readonly keys: string[]
  at: number
}
type Sent = { readonly route: string; readonly answer: Answer }

async function run(report: Report, count: number): Promise<void> {
  await withVigie({ config: 'logging: { level: ERROR }\n' }, async vigie => {
    const agent = new Agent({ keepAlive: true, maxSockets: together + 1 })
    const running: Run = { vigie, agent, report, keys: [], at: 0 }
    await begin(running)
    const seed = Number(process.env.FUZZ_SEED ?? 20_261_128)
    const work = parts.flatMap(({ share, inputs, send }, index) =>
      fc.sample(inputs, { numRuns: Math.round(count * share), seed: seed + index }).map(input => ({ input, send })),
    )
    const [wrong, took] = [new Map<string, string>(), [] as number[]]
    let slowest = { ms: 0, what: '' }
    const ends = new Map<string, number>()
    const delay = watchDelay(vigie)
    await inTurns(shuffled(work, seed), async ({ input, send }) => {
      running.at++
      for (const { route, answer } of await send(running, input)) {
        took.push(answer.ms)
        if (answer.ms > slowest.ms) slowest = { ms: answer.ms, what: `${input.what}, ${route}` }
        const asked = route.startsWith('then ') ? { ...input, wanted: 'either' as const } : input
        const reason = wrongWith(answer, asked)
        ends.set(String(answer.status), (ends.get(String(answer.status)) ?? 0) + 1)
        if (reason) wrong.set(`${reason}: ${input.what}, ${route}`, `${answer.status} ${answer.text.slice(0, 300)}`)
      }
      if (running.at % 20 === 0) await askWitness(running, wrong)
      if (running.at % 1_000 === 0) report.progress(`${running.at} of ${work.length}`)
    })
    const longest = await delay.stop()
    agent.destroy()
    for (const [what, line] of wrong) report.progress(`${what}\n      ${line}`)
    report.fact('seed', `${seed}, ${work.length} inputs, ${took.length} requests`)
    report.fact(
      'answers',
      [...ends]
        .toSorted()
        .map(([status, many]) => `${many} × ${status}`)
        .join(', '),
    )
    report.require(
      'every input is refused with its place, or is in order',
      wrong.size === 0,
      `${wrong.size} sorts are not`,
    )
    report.figure('999 of 1000 answered within', quantile(took, 0.999), 'ms', { at_most: 1_500 })
    report.fact('the slowest', slowest.what)
    report.figure('the longest answer', Math.max(...took), 'ms', { at_most: 5_000 })
    report.figure('the longest time in which nobody had a turn', longest, 'ms', { at_most: 1_500 })
    await requireUnharmed(report, vigie)
  })
}

async function begin(running: Run): Promise<void> {
  await ask(running, 'POST', '/admin/flags', JSON.stringify({ key: 'witness', ...witness }))
  await ask(running, 'POST', '/admin/flags', JSON.stringify({ key: 'spare', ...witness }))
  await ask(running, 'POST', '/api/v1/flags/projects', JSON.stringify({ name: 'hostile' }))
}

function ask({ agent, vigie }: Run, method: string, path: string, body?: string): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${testAdminKey}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  }
  return askOver(agent, vigie.port, { method, path, headers, body })
}

/** By each of the ways in which a definition comes in; what is taken is evaluated, and explained. */
async function sendDefinition(running: Run, { text }: Hostile): Promise<Sent[]> {
  const key = `flag-${running.at}`
  const keyed = text.startsWith('{') ? text.replace('{', `{"key":"${key}",`) : text
  const ways = [
    ['POST', '/api/v1/flags', `{"key":"${key}","definition":${text}}`, key],
    ['POST', '/admin/flags', keyed, key],
    ['PUT', '/api/v1/flags/definitions/spare', `{"definition":${text}}`, 'spare'],
    ['PUT', '/admin/flags/spare', text, 'spare'],
  ] as const
  const [method, path, body, flag] = ways[running.at % ways.length] ?? ways[0]
  const answer = await ask(running, method, path, body)
  const sent = [{ route: `${method} ${path}`, answer }]
  if (answer.status >= 300) return sent
  const context = JSON.stringify({ context: costlyContext })
  const explain = `/api/v1/flags/definitions/${flag}/explain`
  for (const one of [`/ofrep/v1/evaluate/flags/${flag}`, explain])
    sent.push({ route: `then ${one.replace(flag, '{key}')}`, answer: await ask(running, 'POST', one, context) })
  if (flag === key) running.keys.push(key)
  const gone = running.keys.length > kept ? running.keys.shift() : undefined
  if (gone !== undefined) await ask(running, 'DELETE', `/admin/flags/${gone}`)
  return sent
}

/** To a single flag that is hostile itself, or to all at once. */
async function sendContext(running: Run, { text }: Hostile): Promise<Sent[]> {
  const flag = running.keys[running.at % Math.max(1, running.keys.length)] ?? 'witness'
  const all = '/ofrep/v1/evaluate/flags'
  const path = running.at % 2 === 0 ? all : `${all}/${flag}`
  const answer = await ask(running, 'POST', path, text)
  // A flag of its own kind may answer 400 to whatever is asked.
  const failed = path !== all && answer.status === 400 && answer.text.includes('"errorDetails":"targeting')
  return [{ route: `${failed ? 'then ' : ''}POST ${path === all ? all : `${all}/{key}`}`, answer }]
}

async function sendDocument(running: Run, { text }: Hostile): Promise<Sent[]> {
  const real = running.at % 5 === 0
  const answer = await ask(
    running,
    'POST',
    `/api/v1/flags/import?project=hostile&${real ? 'replace' : 'dry_run'}=true`,
    text,
  )
  const sent = [{ route: `POST /api/v1/flags/import ${real ? '' : 'dry run'}`, answer }]
  if (!real || answer.status >= 300) return sent
  const path = '/api/v1/flags/hostile/production/ofrep/v1/evaluate/flags'
  const then = await ask(running, 'POST', path, JSON.stringify({ context: costlyContext }))
  return [...sent, { route: 'then all flags', answer: then }]
}

async function sendSegment(running: Run, { text }: Hostile): Promise<Sent[]> {
  const answer = await ask(running, 'PUT', '/api/v1/flags/segments/spare', text)
  return [{ route: 'PUT /api/v1/flags/segments', answer }]
}

/** Among all those that fail there is one that must not. */
async function askWitness(running: Run, wrong: Map<string, string>): Promise<void> {
  const { text } = await ask(running, 'POST', '/ofrep/v1/evaluate/flags', '{"context":{"targetingKey":"u"}}')
  const { flags = [] } = JSON.parse(text || '{}') as { flags?: { key: string; value?: unknown }[] }
  const found = flags.find(({ key }) => key === 'witness')
  if (found?.value !== 'fine') wrong.set('a flag fails for another', text.slice(0, 300))
}

/** null: it may be answered so. */
function wrongWith({ status, type, text }: Answer, { wanted, where, text: input }: Hostile): string | null {
  // Of what is too large by far the end is not even read: whoever still writes it may miss the answer.
  if (status === 0 && /EPIPE|ECONNRESET/.test(text) && input.length > tooLarge) return null
  if (status === 0) return 'no answer'
  if (status >= 500) return 'a failure of ours'
  if (text.length > 20_000_000) return 'an answer that is too long'
  if (status < 400) return wanted === 'refused' ? 'taken, and should not be' : null
  if (wanted === 'taken') return 'refused, and should not be'
  if (![400, 413, 422].includes(status)) return 'a refusal of another sort'
  const { code, detail, fields, errorCode, errorDetails } = JSON.parse(text) as Record<string, unknown>
  // OpenFeature has refusals of its own form.
  if (errorCode !== undefined) return named(errorDetails, where)
  if (type !== 'application/problem+json' || typeof code !== 'string' || !detail)
    return 'a refusal that is no problem+json'
  if (unread.has(code)) return named(detail, /^the body /)
  const places = Array.isArray(fields) ? fields.map(({ field, message }) => `${field} ${message}`) : []
  return named(places.join('; '), where)
}

const named = (text: unknown, where: RegExp | undefined): string | null =>
  typeof text === 'string' && text.length > 5 && (where?.test(text) ?? true)
    ? null
    : 'a refusal that does not say where'

/** The longest delay of the event loop, as the program tells it since it was last asked. */
function watchDelay(vigie: Vigie): { stop(): Promise<number> } {
  let longest = 0
  let on = true
  const look = async () => {
    const found = (await metricsOf(vigie)).find(({ name }) => name === 'nodejs_eventloop_lag_max_seconds')
    longest = Math.max(longest, (found?.value ?? Number.NaN) * 1_000)
  }
  const watching = (async () => {
    // What came before the first input is the start of the program.
    await look()
    longest = 0
    for (; on; await pause(500)) await look()
  })()
  return {
    stop: async () => {
      on = false
      await watching
      await look()
      return longest
    },
  }
}

async function inTurns<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values()
  const one = async () => {
    for (const next of waiting) await work(next)
  }
  await Promise.all(Array.from({ length: together }, one))
}

/** The same order for the same seed. */
function shuffled<T>(all: readonly T[], seed: number): T[] {
  const places = fc.sample(fc.nat(), { numRuns: all.length, seed })
  return all
    .map((one, index) => ({ one, place: places[index] ?? 0 }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one)
}
