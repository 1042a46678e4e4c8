import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { reportMessages } from '../../contracts/messages/reports.ts'
import * as contract from '../../contracts/reports.ts'
import { RateLimit } from '../../kit/rate-limit/rate-limit.ts'
import { dropTables } from '../../kit/read-copy/copy-table.ts'
import { every, periodically } from '../../kit/schedule/schedule.ts'
import { type Context, defineService, Reply, serve } from '../../kit/service/service.ts'
import { BaselineStore } from './baselines/baseline-store.ts'
import { hoursOfWeekIn } from './baselines/hour-of-week.ts'
import { learnBaselines } from './baselines/learn-baselines.ts'
import { CommentStore } from './comments/comment-store.ts'
import { listComments, moderateComment } from './comments/moderate-comments.ts'
import { copyOfComponents } from './copies/component-copy.ts'
import { copyOfIncidents } from './copies/incident-copy.ts'
import { KnownComponents } from './copies/known-components.ts'
import { KnownIncidents } from './copies/known-incidents.ts'
import { demo } from './demo.ts'
import { pruneReports } from './history/prune-reports.ts'
import { listReportLevels, readReports } from './history/read-reports.ts'
import { declareMetrics } from './history/report-metrics.ts'
import { ReportStore } from './history/report-store.ts'
import { createReports } from './migrations/0001-create-reports.ts'
import { readSystemDatabase } from './submission/asn-database.ts'
import { Challenges } from './submission/challenge.ts'
import { proofScript } from './submission/proof-of-work.ts'
import { ReportJournal } from './submission/report-journal.ts'
import { Weigher } from './submission/report-weighting.ts'
import { ReporterKeys } from './submission/reporter-keys.ts'
import { type Reception, submitReport } from './submission/submit-report.ts'
import { judgeMinutes } from './surges/detect-surges.ts'
import { SurgeStore } from './surges/surge-store.ts'
import { surgeOf, type Work } from './work.ts'

const Config = Type.Object({
  reports: Type.Object(
    {
      comments: Type.Boolean({ default: true, description: 'Keep comments for moderation; false drops them.' }),
      proof_tries: Type.Integer({
        default: 100_000,
        minimum: 100,
        maximum: 10_000_000,
        description: 'Most hashes a browser computes for one report; half on average: 0.1 s, on an old phone a second.',
      }),
      system_database: Type.Optional(
        Type.String({ description: 'A file of iptoasn.com: no autonomous system alone weighs more than 40 %.' }),
      ),
    },
    { default: {}, additionalProperties: false, description: 'What people report.' },
  ),
})

const reportsPerNetwork = { count: 5, per_ms: 60_000 }
const judgeEveryMs = 5_000
const learnEveryMs = 60_000
const pruneEveryMs = 3_600_000

export const reports = defineService({
  name: 'reports',
  demo,
  config: Config,
  migrations: { '0001-create-reports': createReports, '0002-drop-copies': dropTables('component', 'known_incident') },
  async start(context) {
    const { config, clock, log, base_directory } = context
    const work = await workOf(context)
    const components = await copyOfComponents(work, context)
    const incidents = await copyOfIncidents(work, context)
    const { system_database } = config.reports
    const systems = system_database && (await readSystemDatabase(resolve(base_directory, system_database), log))
    const keys = new ReporterKeys(clock)
    const reception = (settings: Static<typeof Config>['reports']) => ({
      comments_accepted: settings.comments,
    })
    const parts = {
      challenges: new Challenges(clock, config.reports.proof_tries),
      limit: new RateLimit(clock, reportsPerNetwork),
      weigher: new Weigher({
        keys,
        random: () => randomInt(2 ** 32) / 2 ** 32,
        systemOf: systems || undefined,
      }),
      countReport: declareMetrics(context.metrics, () =>
        work.components.all().map(({ id }) => surgeOf(work, id).surge.level),
      ),
    }
    let receiving: Reception = { ...parts, ...reception(config.reports) }
    return {
      serves: [
        serve(contract.GetReportChallenge, () => fresh(JSON.stringify(parts.challenges.make()))),
        serve(contract.GetProofScript, () => new Reply(proofScript, scriptHeaders)),
        serve(contract.SubmitReport, request => submitReport(work, receiving, request)),
        serve(contract.GetReports, ({ params, query }) => readReports(work, params.component, query.hours ?? 24)),
        serve(contract.ListReportLevels, () => listReportLevels(work)),
        serve(contract.ListReportComments, ({ query }) => listComments(work, query)),
        serve(contract.ModerateReportComment, ({ params, body, caller }) =>
          moderateComment(work, params.id, body, caller.name),
        ),
      ],
      reacts: [...components.reactions, ...incidents.reactions],
      schedules: [
        ...components.schedules,
        ...incidents.schedules,
        every(judgeEveryMs, 'judge the minutes that are over', () => {
          keys.rotate()
          return judgeMinutes(work)
        }),
        every(learnEveryMs, 'learn what is usual', () => learnBaselines(work)),
        periodically(pruneEveryMs, 'forget old reports', () => pruneReports(work, incidents)),
      ],
      reload: next => {
        receiving = { ...parts, ...reception(next.reports) }
      },
      onReady: async () => {
        await components.begin()
        await incidents.begin()
      },
      stop: () => work.journal.flush(),
    }
  },
})

async function workOf({ store, publish, clock, log, settings }: Context): Promise<Work> {
  const stores = {
    reports: new ReportStore(store),
    comments: new CommentStore(store),
    surgeStore: new SurgeStore(store),
    baselineStore: new BaselineStore(store),
  }
  return {
    ...stores,
    ...{ store, publish, clock, log },
    components: new KnownComponents(),
    incidents: new KnownIncidents(),
    wording: { words: reportMessages[settings.language], public_url: settings.public_url },
    slotOf: hoursOfWeekIn(settings.time_zone),
    journal: await ReportJournal.open({ ...stores, store, clock, log }),
    surges: await stores.surgeStore.all(),
    baselines: await stores.baselineStore.all(),
    peaks: new Map(),
    judged: { through: await stores.surgeStore.through() },
  }
}

const fresh = (json: string): Reply =>
  new Reply(json, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })

const scriptHeaders = {
  'content-type': 'text/javascript; charset=utf-8',
  'cache-control': 'public, max-age=3600',
  'x-content-type-options': 'nosniff',
}
