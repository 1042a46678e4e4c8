import { setTimeout as pause } from 'node:timers/promises'
import { seeded } from '../../kit/testing/hostile-bus.ts'
import type { Vigie } from '../../kit/testing/process.ts'
import type { Bench } from '../bench.ts'
import { type Asker, type BorderRoute, borderConfig, peopleAtTheBorder, routesAtTheBorder } from '../border-scene.ts'
import { type Hostile, hostileTokens, largeBodies, longHeads, oddBodies } from '../hostile-bodies.ts'
import { requireUnharmed, withVigie } from '../lookout.ts'
import { residentMb } from '../machine.ts'
import { exchange, type RawAnswer } from '../raw-exchange.ts'
import { quantile, type Report } from '../report.ts'
import { type LoopWatch, loopWatch } from '../watch-loop.ts'

export const border: Bench = {
  name: 'border',
  shows:
    'whatever nobody, a viewer or a member of another project sends to whatever route, however large, deep, packed, slow or false: it is answered soon, nobody else waits, and memory stays',
  quick: report => run(report, { sample: Number(process.env.BORDER_SAMPLE ?? 60), slow: 20 }),
  proof: report => run(report, { sample: Number.POSITIVE_INFINITY, slow: 2_000 }),
}

type Plan = {
  /** So many requests of all, drawn with a seed that is told. */
  readonly sample: number
  /** Connections that send a byte now and then. */
  readonly slow: number
}
type Attack = { readonly route: BorderRoute; readonly asker: Asker; readonly hostile: Hostile }
type Stage = {
  readonly report: Report
  readonly vigie: Vigie
  readonly watch: LoopWatch
  readonly took: number[]
  readonly statuses: Map<number, number>
  readonly wrong: Map<string, string>
  /** The slowest and those that held the loop longest, with what they were. */
  readonly slow: { readonly ms: number; readonly what: string }[]
  readonly held: { readonly ms: number; readonly what: string }[]
  longest: number
  resident: number
  sent: number
}

const answeredMs = 100
const heldMs = 50
const grownMb = 40

async function run(report: Report, plan: Plan): Promise<void> {
  const watch = await loopWatch()
  await withVigie({ config: borderConfig, environment: watch.environment }, async vigie => {
    const askers = await peopleAtTheBorder(vigie)
    const routes = await routesAtTheBorder(vigie)
    const attacks = chosen(report, attacksOn(routes, askers), plan.sample)
    const stage: Stage = {
      ...{ report, vigie, watch, took: [], statuses: new Map(), wrong: new Map(), slow: [], held: [] },
      ...{ longest: 0, resident: 0, sent: 0 },
    }
    report.fact('routes, askers, requests', `${routes.length}, ${askers.length}, ${attacks.length}`)
    await warm(vigie, routes, askers)
    await watch.read()
    const before = residentMb(vigie.pid)
    const witness = startWitness(vigie)
    for (const [at, attack] of attacks.entries()) {
      await strike(stage, attack)
      if (at % 1_000 === 999) report.progress(`${at + 1} of ${attacks.length}`)
    }
    const seen = await witness.stop()
    judge(stage, before, seen)
    await drip(stage, plan.slow)
    await requireUnharmed(report, vigie)
  })
}

/** What ends a session comes last: whoever is signed out is nobody from then on. */
function attacksOn(routes: readonly BorderRoute[], askers: readonly Asker[]): readonly Attack[] {
  const endsSessions = ({ path }: BorderRoute): number => (/\/(logout|sessions|me)\b/.test(path) ? 1 : 0)
  const tokens = hostileTokens.map(([name, line]) => ({ name, body: [], lines: [line] }))
  const [large, odd] = [largeBodies(), [...oddBodies(), ...longHeads()]]
  return routes
    .toSorted((a, b) => endsSessions(a) - endsSessions(b))
    .flatMap((route, at) => {
      const asking = askers.filter(({ may }) => may === undefined || may(route))
      const [nobody] = asking
      return [
        ...asking.flatMap(asker => large.map(hostile => ({ route, asker, hostile }))),
        // Of these each comes once to each route, from one after the other.
        ...odd.flatMap((hostile, index) => {
          const asker = asking[(at + index) % asking.length]
          return asker ? [{ route, asker, hostile }] : []
        }),
        ...(nobody ? tokens.map(hostile => ({ route, asker: nobody, hostile })) : []),
      ]
    })
}

function chosen(report: Report, attacks: readonly Attack[], most: number): readonly Attack[] {
  if (attacks.length <= most) return attacks
  const seed = Number(process.env.BORDER_SEED ?? Date.now() % 1_000_000)
  report.fact('seed', `BORDER_SEED=${seed}`)
  const chance = seeded(seed)
  const kept = new Set(Array.from({ length: most }, () => Math.floor(chance() * attacks.length)))
  return attacks.filter((_, at) => kept.has(at))
}

/** Modules and checks are loaded when first used: that is none of what is measured here. */
async function warm(vigie: Vigie, routes: readonly BorderRoute[], askers: readonly Asker[]): Promise<void> {
  const small: Hostile = {
    name: 'small',
    body: [Buffer.from('{}')],
    lines: ['content-type: application/json', 'content-length: 2'],
  }
  for (const route of routes)
    for (const asker of askers.slice(0, 2)) await exchange(vigie.port, requestOf({ route, asker, hostile: small }))
}

let asked = 0

/** Each from an address of its own, as the proxy in front of us says: limits by address are shown elsewhere. */
function requestOf({ route: { method, path }, asker, hostile: { lines, query = '', ...rest } }: Attack) {
  asked++
  const from = `11.${(asked >> 14) & 255}.${(asked >> 7) & 127}.${asked & 127}`
  const own = (name: string) => lines.some(line => line.startsWith(`${name}:`))
  const all = [
    ...(own('host') ? [] : ['host: 127.0.0.1']),
    ...(own('x-forwarded-for') ? [] : [`x-forwarded-for: ${from}`]),
    ...(asker.token === undefined ? [] : [`authorization: Bearer ${asker.token}`]),
    ...lines,
  ]
  const filled = query.startsWith('?') && path.includes('?') ? `${path}&${query.slice(1)}` : path + query
  return { ...rest, head: `${method} ${filled} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n` }
}

async function strike(stage: Stage, attack: Attack): Promise<void> {
  const { vigie, watch, report } = stage
  const what = `${attack.route.method} ${attack.route.path}, ${attack.asker.name}, ${attack.hostile.name}`
  let best: RawAnswer | undefined
  let held = Number.POSITIVE_INFINITY
  // What the rest of the machine did once is not what the request costs: whatever is over a limit is asked again.
  for (let tries = 0; tries < 3; tries++) {
    const answer = await exchange(vigie.port, requestOf(attack)).catch((failure: Error) => failure)
    stage.sent++
    noteResident(stage, what)
    const turn = await watch.read()
    stage.longest = Math.max(stage.longest, turn.longest_ms)
    held = Math.min(held, turn.worked_ms)
    if (answer instanceof Error) return void stage.wrong.set(`no answer and no end: ${what}`, answer.message)
    if (!best || answer.ms < best.ms) best = answer
    if (best.ms <= answeredMs && held <= heldMs) break
  }
  if (!best) return
  stage.took.push(best.ms)
  stage.statuses.set(best.status, (stage.statuses.get(best.status) ?? 0) + 1)
  if (best.ms > answeredMs / 2) stage.slow.push({ ms: best.ms, what })
  if (held > heldMs / 2) stage.held.push({ ms: held, what })
  const reason = wrongWith(best, attack)
  if (!reason) return
  stage.wrong.set(`${reason}: ${what}`, best.text.slice(0, 300))
  if (stage.wrong.size <= 20) report.progress(`${reason}: ${what}`)
}

/** What made it grow is told. */
function noteResident(stage: Stage, what: string): void {
  const now = residentMb(stage.vigie.pid)
  if (now > stage.resident + 3 && stage.resident > 0) stage.report.progress(`${now.toFixed(0)} MB after ${what}`)
  stage.resident = Math.max(stage.resident, now)
}

/** null: it may be answered so. Whoever closes the connection himself before he has said all may miss the answer. */
function wrongWith({ status }: RawAnswer, { hostile, asker, route }: Attack): string | null {
  if (status === 0) return hostile.ends ? null : 'no answer'
  if (status >= 500) return 'a failure of ours'
  if (status < 400 && route.access !== 'public' && asker.token === undefined) return 'let in'
  return null
}

type Witness = { readonly answered: number; readonly lost: number; readonly took: readonly number[] }

/** Somebody who asks something small all the time, on one connection. */
function startWitness({ url }: Vigie): { stop(): Promise<Witness> } {
  const took: number[] = []
  let [on, lost] = [true, 0]
  const asking = (async () => {
    for (; on; await pause(20)) {
      const begun = performance.now()
      const answer = await fetch(`${url}/healthz`).catch(() => null)
      await answer?.arrayBuffer()
      if (answer?.ok) took.push(performance.now() - begun)
      else lost++
    }
  })()
  const stop = async () => {
    on = false
    await asking
    return { answered: took.length, lost, took }
  }
  return { stop }
}

const almostWhole = Buffer.alloc(59_000, ' ')

/**
 * Bodies of which all but the end comes at once, and then a byte now and then. All of them begin in the same moment, and
 * what the network brought in that moment has to be read: two thousand times 60 kB cannot be taken within one turn's limit.
 */
async function drip({ vigie, report, watch }: Stage, many: number): Promise<void> {
  let resident = residentMb(vigie.pid)
  const before = resident
  await watch.read()
  const slow = async function* (): AsyncGenerator<Buffer> {
    yield almostWhole
    for (let at = 0; at < 20; at++) {
      await pause(100)
      if (at % 5 === 0) resident = Math.max(resident, residentMb(vigie.pid))
      yield almostWhole.subarray(0, 1)
    }
  }
  const heads = ['/api/v1/auth/login', '/api/v1/contact', '/internal/events', '/api/v1/imports']
  const answers = await Promise.all(
    Array.from({ length: many }, (_, at) => {
      const head = `POST ${heads[at % heads.length]} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n`
      return exchange(vigie.port, { head, body: slow(), ends: true })
    }),
  )
  const { worked_ms } = await watch.read()
  const refused = answers.filter(({ status }) => status >= 400 && status < 500).length
  const what = `${many} slow bodies of 60 kB at once`
  report.require(`${what}: each is refused with a reason`, refused === many, `${refused} of ${many}`)
  report.figure(`${what}: the loop worked in one turn at most`, worked_ms, 'ms', { at_most: heldMs })
  report.figure(`${what}: resident more, at most`, resident - before, 'MB', { at_most: grownMb })
}

function judge(stage: Stage, before: number, witness: Witness): void {
  const { report, took, statuses, wrong, slow, held } = stage
  for (const [what, line] of wrong) report.progress(`${what}\n      ${line}`)
  const worst = (list: Stage['slow']) => list.toSorted((a, b) => b.ms - a.ms)
  for (const { ms, what } of worst(slow).slice(0, 15)) report.progress(`answered after ${ms.toFixed(0)} ms: ${what}`)
  for (const { ms, what } of worst(held).slice(0, 15)) report.progress(`held the loop ${ms.toFixed(0)} ms: ${what}`)
  report.fact(
    'answers',
    [...statuses]
      .toSorted()
      .map(([status, count]) => `${count} × ${status}`)
      .join(', '),
  )
  report.require('every answer is one that may be given', wrong.size === 0, `${wrong.size} are not`)
  report.figure('answered within, 999 of 1000', quantile(took, 0.999), 'ms', { at_most: answeredMs })
  report.figure('the slowest answer', Math.max(...took), 'ms', { at_most: answeredMs })
  report.figure('the loop worked in one turn at most', Math.max(0, ...held.map(({ ms }) => ms)), 'ms', {
    at_most: heldMs,
  })
  report.figure('the longest turn, whatever else the machine and its disk did', stage.longest, 'ms')
  report.figure('resident before', before, 'MB')
  report.figure('resident more, at most', stage.resident - before, 'MB', { at_most: grownMb })
  report.require(
    'somebody who asks all the time is answered',
    witness.lost === 0,
    `${witness.answered} times, ${witness.lost} lost`,
  )
  report.figure('and waits, 99 of 100', quantile(witness.took, 0.99), 'ms')
}
