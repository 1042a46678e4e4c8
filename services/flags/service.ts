import { randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { iso } from '../../kit/clock.ts'
import { type Context, defineService, every } from '../../kit/service.ts'
import { Board } from './board.ts'
import { ChangeStore } from './change-store.ts'
import { FlagsConfig } from './config.ts'
import { EnvironmentStore } from './environment-store.ts'
import { EvaluationCountStore } from './evaluation-count-store.ts'
import { EvaluationCounts } from './evaluation-counts.ts'
import { defaultPlace, type Place } from './flag.ts'
import { FlagFile } from './flag-file.ts'
import { flagMetrics } from './flag-metrics.ts'
import { FlagStore } from './flag-store.ts'
import { FlagStreams, heartbeatMs } from './flag-streams.ts'
import { loadPlaces } from './load-places.ts'
import { MemberStore } from './member-store.ts'
import { createFlags } from './migrations/0001-create-flags.ts'
import { serveAdmin } from './serve-admin.ts'
import { serveDefinitions } from './serve-definitions.ts'
import { serveEvaluation } from './serve-evaluation.ts'
import { StaleMarks } from './stale-marks.ts'
import type { Work } from './work.ts'

const flushEveryMs = 10_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const countsKeptMs = 90 * dayMs

/** Feature flags: definitions, evaluation, and who changed what. */
export const flags = defineService({
  name: 'flags',
  config: FlagsConfig,
  migrations: { '0001-create-flags': createFlags },
  async start(context) {
    const { config, store, clock, base_directory } = context
    let settings = config.flags
    const marks = new StaleMarks(clock)
    const work = workOf(context, marks)
    const countStore = new EvaluationCountStore(store)
    await loadPlaces(work)
    const streams = new FlagStreams({
      secret: await store.transaction(() => work.environments.secret('streams', () => randomBytes(32).toString('hex'))),
      connections: () => settings.streams,
      revisionOf: place => work.board.at(place)?.environment.revision ?? 0,
    })
    work.board.onChange(place => streams.tell(place))
    const file = new FlagFile(work, base_directory)
    await file.follow(settings.file)
    const evaluator = { board: work.board, clock, streamsOf: (place: Place) => streamsJson(streams, place) }
    return {
      serves: [
        ...serveEvaluation(work, { evaluator, streams, isPublic: () => settings.public_evaluation }),
        ...serveDefinitions(work),
        ...serveAdmin(work),
      ],
      repeats: [
        every(flushEveryMs, 'keep how often flags were evaluated', () => work.counts.flush()),
        every(heartbeatMs, 'say that event streams are alive', () => streams.beat()),
        every(hourMs, 'see which flags are stale', () => marks.read(countStore)),
        every(dayMs, 'forget old counts of evaluations', () =>
          store.transaction(() => countStore.prune(iso(clock.now() - countsKeptMs))),
        ),
      ],
      metrics: () => flagMetrics(work, streams, file.problems.length),
      accepts: next => file.accepts(next.flags.file),
      reload: async next => {
        settings = next.flags
        await file.follow(settings.file)
      },
      begin: () => marks.read(countStore),
      stop: async () => {
        file.stop()
        streams.stop()
        await work.counts.flush()
      },
    }
  },
})

function workOf({ store, publish, clock, log }: Context<FlagsConfig>, marks: StaleMarks): Work {
  const board = new Board()
  return {
    ...{ store, publish, clock, log, board },
    flags: new FlagStore(store),
    environments: new EnvironmentStore(store),
    changes: new ChangeStore(store),
    members: new MemberStore(store),
    counts: new EvaluationCounts({ board, counts: new EvaluationCountStore(store), store, clock }),
    staleness: flag => marks.of(flag),
    newId: uuid,
  }
}

function streamsJson(streams: FlagStreams, place: Place): string {
  const isDefault = place.project === defaultPlace.project && place.environment === defaultPlace.environment
  const where = isDefault ? '' : `project=${place.project}&environment=${place.environment}&`
  const requestUri = `/ofrep/v1/events?${where}ticket=${streams.ticketOf(place)}`
  return JSON.stringify([{ type: 'sse', endpoint: { requestUri }, inactivityDelaySec: 120 }])
}
