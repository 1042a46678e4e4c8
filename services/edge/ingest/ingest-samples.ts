import type { Labels, RefusalReason, Sample } from '../../../kit/telemetry/series/sample.ts'
import type { Made } from '../deps.ts'
import { measured } from '../devices/device.ts'
import { impliedUnit, unitOf } from './units.ts'

/** A value of an object, as whoever measured it says. */
export type GivenSample = {
  readonly object: string
  readonly metric: string
  /** What is no number is refused. */
  readonly value: unknown
  /** Undefined: what was there is no time. */
  readonly at: number | undefined
  readonly unit?: string | undefined
  readonly type?: string | null | undefined
}

export type Refused = {
  readonly index: number
  readonly reason: RefusalReason | 'future' | 'too-many-objects'
}
export type Ingested = {
  readonly accepted: number
  readonly duplicates: number
  readonly refused: readonly Refused[]
}

export type Batch = {
  readonly client: string
  readonly source: string
  /** Of values that nobody vouches for: they are kept apart, and no rule sees them. */
  readonly history?: boolean
  /** Beside those that say what was measured. */
  readonly labels?: Labels
}

/** A value that is measured and one that is on its way are never further apart, where clocks are right. */
const mostAheadMs = 300_000

type Deps = Pick<Made, 'devices' | 'telemetry' | 'clock' | 'rules' | 'log' | 'cloud'>
type Judged = { readonly sample: Sample; readonly index: number }

/** Everything that was measured comes in here, wherever it was measured. Answers when what is accepted is on the disk. */
export async function ingestSamples(deps: Deps, batch: Batch, given: readonly GivenSample[]): Promise<Ingested> {
  const refused: Refused[] = []
  const judged: Judged[] = []
  for (const [index, one] of given.entries()) {
    const sample = judge(deps, batch, one)
    if (typeof sample === 'string') refused.push({ index, reason: sample })
    else judged.push({ sample, index })
  }
  // Whoever finds the series after a crash finds the object, too.
  if (deps.devices.hasNews) await deps.devices.flush()
  const samples = judged.map(({ sample }) => sample)
  const [answer] = await Promise.all([
    deps.telemetry.append(batch.client, samples),
    // Whoever is not told that both are done sends it again, and then one of them has it already.
    deps.cloud.add(batch.client, samples),
  ])
  const late = answer.refused.map(({ index, reason }) => ({ index: judged[index]?.index ?? index, reason }))
  const all = [...refused, ...late].toSorted((a, b) => a.index - b.index)
  const isRefused = new Set(answer.refused.map(({ index }) => index))
  if (!batch.history)
    await judgeByRules(
      deps,
      batch.client,
      samples.filter((_, index) => !isRefused.has(index)),
    )
  return { accepted: answer.accepted, duplicates: answer.duplicates, refused: all }
}

/** The samples are kept, whatever becomes of this. */
async function judgeByRules({ rules, log }: Deps, client: string, samples: readonly Sample[]): Promise<void> {
  try {
    await rules.observe(client, samples)
  } catch (err) {
    log.error({ err, client }, 'what rules say of samples could not be stored')
  }
}

function judge(deps: Deps, { client, source, history, labels }: Batch, given: GivenSample): Sample | Refused['reason'] {
  const { object, metric, value, at, type = null } = given
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'not-a-number'
  if (at === undefined) return 'bad-time'
  if (at > deps.clock.now() + mostAheadMs) return 'future'
  const device = deps.devices.see({ client, id: object, type, source, at })
  if (!device) return 'too-many-objects'
  const known = { given: given.unit === undefined ? null : unitOf(given.unit), implied: impliedUnit(metric), at }
  const next = measured(device, metric, known)
  if (next.device !== device) deps.devices.change(next.device)
  const { unit } = next
  return {
    name: metric,
    at: Math.round(at),
    value,
    labels: {
      object,
      source,
      ...(device.type === null ? {} : { type: device.type }),
      ...(unit === null ? {} : { unit }),
      ...(history ? { history: 'true' } : {}),
      ...labels,
    },
    ...(unit === null ? {} : { unit }),
  }
}
