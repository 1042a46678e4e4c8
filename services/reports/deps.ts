import { resolve } from 'node:path'
import { tables } from '../../contracts/messages/tables.ts'
import { RateLimit } from '../../kit/rate-limit/rate-limit.ts'
import { random } from '../../kit/runtime/random.ts'
import type { Context } from '../../kit/service/service.ts'
import { hoursOfWeekIn } from './baselines/baseline.ts'
import { BaselineStore } from './baselines/baseline-store.ts'
import { Peaks } from './baselines/learn-baselines.ts'
import { CommentStore } from './comments/comment-store.ts'
import type { Config } from './config.ts'
import { KnownIncidents } from './copies/incident-copy.ts'
import { KnownComponents } from './copies/known-components.ts'
import { declareMetrics } from './history/report-metrics.ts'
import { ReportStore } from './history/report-store.ts'
import { readAsnDatabase } from './submission/asn-database.ts'
import { Challenges } from './submission/challenge.ts'
import { ReportJournal } from './submission/report-journal.ts'
import { ReportWeighting } from './submission/report-weighting.ts'
import { ReporterKeys } from './submission/reporter-keys.ts'
import { SurgeStore } from './surges/surge-store.ts'

const reportsPerNetwork = { count: 5, per_ms: 60_000 }

/** What the reports service is made of, made once; each use case names what it takes of it. */
export async function openDeps(context: Context<Config>, acceptsComments: () => boolean) {
  const { store, publish, clock, log, settings, metrics, base_directory } = context
  const { system_database, proof_tries } = context.config.reports
  const reports = new ReportStore(store)
  const comments = new CommentStore(store)
  const surges = new SurgeStore(store)
  const baselines = new BaselineStore(store)
  await surges.load()
  await baselines.load()
  const components = new KnownComponents()
  const keys = new ReporterKeys(clock)
  const asnOf = system_database ? await readAsnDatabase(resolve(base_directory, system_database), log) : undefined
  return {
    store,
    publish,
    clock,
    reports,
    comments,
    surges,
    baselines,
    components,
    incidents: new KnownIncidents(),
    wording: { words: tables[settings.language].reports, public_url: settings.public_url },
    slotOf: hoursOfWeekIn(settings.time_zone),
    journal: await ReportJournal.open({ store, reports, comments, clock, log }),
    peaks: new Peaks(),
    keys,
    challenges: new Challenges(clock, proof_tries),
    limit: new RateLimit(clock, reportsPerNetwork),
    weighting: new ReportWeighting({ keys, random, asnOf }),
    countReport: declareMetrics(metrics, () => components.all().map(({ id }) => surges.get(id).surge.level)),
    acceptsComments,
  }
}

export type Made = Awaited<ReturnType<typeof openDeps>>
