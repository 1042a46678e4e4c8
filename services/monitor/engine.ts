import { diskReader } from '../../kit/health/disk-space.ts'
import type { Finding } from '../../kit/health/finding.ts'
import { iso } from '../../kit/runtime/clock.ts'
import type { Context } from '../../kit/service/service.ts'
import type { MonitorConfig } from './config.ts'
import { ConnectivityGuard } from './connectivity/connectivity-guard.ts'
import { createConnectivityProbes } from './connectivity/connectivity-probes.ts'
import { SelfSignal, selfSignalId } from './connectivity/self-signal.ts'
import { StorageWatch } from './connectivity/storage-watch.ts'
import { CheckRegistry } from './definitions/check-registry.ts'
import { readChecks, readHeartbeats } from './definitions/check-store.ts'
import { restoreState } from './evaluation/restore-state.ts'
import { ResultEvaluator } from './evaluation/result-evaluator.ts'
import { readStates } from './evaluation/state-store.ts'
import { type StateChange, StateWriter } from './evaluation/state-writer.ts'
import { loadJournal, ResultJournal } from './results/result-journal.ts'
import { readCheckpoint, writeCheckpoint } from './results/result-store.ts'
import { RollupJob } from './results/rollup-job.ts'
import { CheckRunner } from './scheduling/check-runner.ts'
import { createCalendar } from './uptime/calendar.ts'
import { copyOfMaintenance, MaintenanceCache } from './uptime/maintenance-cache.ts'
import { UptimeCache } from './uptime/uptime-cache.ts'

const latenessS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** The organs of the monitor, made once and put together; each use case names those that it takes. */
export type Engine = Awaited<ReturnType<typeof openEngine>>

export async function openEngine(context: Context<MonitorConfig>) {
  const { store, clock, log, metrics, network, redactor, publish, settings } = context
  const seen = await readCheckpoint(store, 'seen')
  const { states, history } = restoreState(await readStates(store), { seen, now: clock.now() })
  const known = { checks: await readChecks(store), states, heartbeats: await readHeartbeats(store) }
  const journal = new ResultJournal({ store, clock, log }, await loadJournal(store, clock.now()))
  const maintenance = new MaintenanceCache()
  const maintenanceOf = (check_id: string) => maintenance.of(registry.get(check_id).check.slug)
  const uptime = new UptimeCache({ store, clock, calendar: createCalendar(settings.time_zone), maintenanceOf })
  const windows = await copyOfMaintenance(context, { maintenance, uptime })
  const onCommit = ({ intervals = [], cut_after }: StateChange) => {
    if (typeof cut_after === 'number') uptime.clear()
    for (const interval of intervals) uptime.add(interval)
  }
  const stateWriter = new StateWriter({ store, journal, publish, clock, log, onCommit })
  const registry = new CheckRegistry(
    {
      store,
      publish,
      clock,
      redactor,
      onActive: check => {
        runner.set(check)
        evaluator.add(check)
      },
      onRemoved: check => {
        runner.remove(check)
        evaluator.remove(check)
      },
    },
    known,
    context.config.monitoring,
  )
  const { checks } = registry
  const connectivityProbes = createConnectivityProbes({ clock, network })
  const guard = new ConnectivityGuard({ connectivityProbes, clock })
  const selfSignal = new SelfSignal({ clock, settings }, states.get(selfSignalId))
  if (selfSignal.state.state === 'down') guard.startOffline()
  const runner = new CheckRunner({
    checks,
    clock,
    log,
    network,
    redactor,
    lateness: metrics.histogram({ name: 'vigie_look_lateness_seconds', help: 'How late probes begin.' }, latenessS),
    onResult: (watched, result, elapsed) => evaluator.evaluate(watched, result, elapsed),
  })
  const evaluator = new ResultEvaluator({
    checks,
    journal,
    stateWriter,
    guard,
    selfSignal,
    clock,
    settings,
    recheckSoon: watched => runner.recheckSoon(watched),
    recheckAll: () => runner.recheckAll(),
  })
  const rollupJob = new RollupJob({ store, clock, journal, registry })
  const apply = async (config: MonitorConfig, placeOf: Context['placeOf']): Promise<void> => {
    connectivityProbes.use(config.monitoring.references)
    await registry.applyFile(config, placeOf)
  }
  await apply(context.config, context.placeOf)
  const disk = diskReader(context.data_directory, clock)
  const storage = new StorageWatch({ ...context, disk, selfSignal, stateWriter })
  let isStarted = false
  return {
    checks,
    registry,
    journal,
    stateWriter,
    runner,
    evaluator,
    guard,
    selfSignal,
    rollupJob,
    uptime,
    maintenance,
    windows,
    storage,
    apply,
    /** Writes of every check, and first of all, because what comes next says that we are alive. */
    start: (): void => {
      isStarted = true
      // What was taken out of the file meanwhile has its state already.
      void stateWriter.record({ ...history, states: history.states?.filter(([id]) => checks.byId(id)) ?? [] })
      runner.start()
      storage.checkDisk()
    },
    /** So that a later start knows until when this program was alive. */
    writeSeen: async () => {
      if (isStarted) await store.relaxed(() => writeCheckpoint(store, 'seen', iso(clock.now())))
    },
  }
}

/** Whether checks are made when they are due, and nothing that they saw was given up. */
export function findings({ runner, journal, guard }: Pick<Engine, 'runner' | 'journal' | 'guard'>): Finding[] {
  const found: Finding[] = []
  const add = (severity: Finding['severity'], code: string, message: string) =>
    found.push({ severity, code, message, since: null })
  if (!runner.isOnTime()) add('failing', 'monitor.late', 'checks are not made when they are due')
  if (guard.isOffline()) add('degraded', 'monitor.blind', 'no target can be seen from here')
  if (journal.lost > 0) {
    add('degraded', 'monitor.results-lost', `${journal.lost} results found no room while they waited`)
  }
  return found
}
