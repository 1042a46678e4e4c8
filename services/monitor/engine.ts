import { iso } from '../../kit/runtime/clock.ts'
import type { Context } from '../../kit/service/service.ts'
import type { MonitorConfig } from './config.ts'
import { createReferences } from './connectivity/connectivity-probes.ts'
import { LookoutSignal, lookoutId } from './connectivity/self-signal.ts'
import { watchStorage } from './connectivity/storage-watch.ts'
import { CheckDefinitions, type Watching } from './definitions/check-registry.ts'
import { readChecks } from './definitions/check-store.ts'
import { readHeartbeats } from './definitions/heartbeat-store.ts'
import { resumeHistory } from './evaluation/restore-state.ts'
import { LookJudge } from './evaluation/result-evaluator.ts'
import { readStates } from './evaluation/state-store.ts'
import { type Change, ChangeRecorder } from './evaluation/state-writer.ts'
import type { History } from './evaluation/write-history.ts'
import { readMark, writeMark } from './results/checkpoint-store.ts'
import { loadTail, ResultJournal } from './results/result-journal.ts'
import { ResultKeeper } from './results/rollup-job.ts'
import { CheckRunner } from './scheduling/check-runner.ts'
import type { WatchedChecks } from './scheduling/check-runtime.ts'
import { createCalendar } from './uptime/calendar.ts'
import { MaintenanceBook } from './uptime/maintenance-cache.ts'
import { copyOfMaintenance } from './uptime/maintenance-copy.ts'
import { UptimeBook } from './uptime/uptime-cache.ts'

const latenessS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Everything that watches, put together. */
export type Lookout = Awaited<ReturnType<typeof openLookout>>

export async function openLookout(context: Context<MonitorConfig>) {
  const { store, clock, log, metrics, network, redactor, publish, settings } = context
  let { monitoring } = context.config
  const language = () => settings.language
  const known = await readKnown(context)
  const maintenance = new MaintenanceBook()
  const journal = new ResultJournal({ store, clock, log }, await loadTail(store, clock.now()))
  const maintenanceOf = (check_id: string) => maintenance.of(definitions.get(check_id).check.slug)
  const uptime = new UptimeBook({ store, clock, calendar: createCalendar(settings.time_zone), maintenanceOf })
  const windows = await copyOfMaintenance(context, { maintenance, uptime })
  const committed = ({ intervals = [], cut_after }: Change) => {
    if (typeof cut_after === 'number') uptime.forget()
    for (const interval of intervals) uptime.note(interval)
  }
  const recorder = new ChangeRecorder({ store, journal, publish, clock, log, committed })
  const watching: Watching = {
    watched: check => {
      runner.set(check)
      judge.remember(check)
    },
    dropped: check => {
      runner.remove(check)
      judge.forget(check)
    },
  }
  const definitions = new CheckDefinitions({ store, publish, clock, redactor, watching }, known, monitoring)
  const { checks } = definitions
  const references = createReferences({ clock, network })
  const lookout = new LookoutSignal({ clock, language }, known.states.get(lookoutId))
  const runner = new CheckRunner({
    ...{ checks, clock, log, network, redactor },
    lateness: metrics.histogram({ name: 'vigie_look_lateness_seconds', help: 'How late looks begin.' }, latenessS),
    hear: (watched, look, elapsed) => judge.hear(watched, look, elapsed),
  })
  const judge = new LookJudge({
    ...{ checks, journal, recorder, references, lookout, clock, language },
    lookSoon: watched => runner.lookSoon(watched),
    lookAgain: () => runner.spread(),
  })
  const keeper = new ResultKeeper({
    ...{ store, clock, journal },
    checks: () => definitions.stored(),
    monitoring: () => monitoring,
  })

  const apply = async (next: MonitorConfig, placeOf: Context['placeOf']): Promise<void> => {
    monitoring = next.monitoring
    references.use(next.monitoring.references)
    await definitions.applyFile(next, placeOf)
  }
  await apply(context.config, context.placeOf)
  const storage = watchStorage(context, { lookout, recorder })
  let begun = false
  // After the start, because it writes of every check; first of all, because what comes next says that we are alive.
  const begin = (): void => {
    begun = true
    void recorder.record(ofWatched(known.history, checks))
    runner.begin()
    storage.lookAtDisk()
  }

  return {
    checks,
    definitions,
    journal,
    recorder,
    runner,
    judge,
    keeper,
    uptime,
    ...{ storage, lookout, language, maintenance, windows, monitoring: () => monitoring, apply, begin },
    /** So that a later start knows until when it was seen. */
    markSeen: async () => {
      if (begun) await store.relaxed(() => writeMark(store, 'seen', iso(clock.now())))
    },
  }
}

/** What was taken out of the file meanwhile has its state already. */
function ofWatched({ states = [], ...history }: History, checks: WatchedChecks): Change {
  return { ...history, states: states.filter(([id]) => checks.byId(id)) }
}

async function readKnown({ store, clock }: Context<MonitorConfig>) {
  const seen = await readMark(store, 'seen')
  const { states, history } = resumeHistory(await readStates(store), { seen, now: clock.now() })
  return { checks: await readChecks(store), states, history, heartbeats: await readHeartbeats(store) }
}
