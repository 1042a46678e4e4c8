import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { reportMessages } from '../../contracts/messages/reports.ts'
import * as contract from '../../contracts/reports.ts'
import { RateLimit } from '../../kit/rate-limit/rate-limit.ts'
import { dropTables } from '../../kit/read-copy/copy-table.ts'
import { every, periodically } from '../../kit/schedule/schedule.ts'
import { type Context, defineService, Reply, serve } from '../../kit/service/service.ts'
import { hoursOfWeekIn } from './baselines/baseline.ts'
import { BaselineStore } from './baselines/baseline-store.ts'
import { learnBaselines, Peaks } from './baselines/learn-baselines.ts'
import { CommentStore } from './comments/comment-store.ts'
import { listComments, moderateComment } from './comments/moderate-comments.ts'
import { copyOfComponents } from './copies/component-copy.ts'
import { copyOfIncidents, KnownIncidents } from './copies/incident-copy.ts'
import { KnownComponents } from './copies/known-components.ts'
import { demo } from './demo.ts'
import { pruneReports } from './history/prune-reports.ts'
import { listReportLevels, readReports } from './history/read-reports.ts'
import { declareMetrics } from './history/report-metrics.ts'
import { ReportStore } from './history/report-store.ts'
import { createReports } from './migrations/0001-create-reports.ts'
import { readAsnDatabase } from './submission/asn-database.ts'
import { Challenges } from './submission/challenge.ts'
import { proofScript } from './submission/proof-of-work.ts'
import { ReportJournal } from './submission/report-journal.ts'
import { ReportWeighting } from './submission/report-weighting.ts'
import { ReporterKeys } from './submission/reporter-keys.ts'
import { submitReport } from './submission/submit-report.ts'
import { detectSurges } from './surges/detect-surges.ts'
import { SurgeStore } from './surges/surge-store.ts'

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
const detectEveryMs = 5_000
const learnEveryMs = 60_000
const pruneEveryMs = 3_600_000

export const reports = defineService({
  name: 'reports',
  demo,
  config: Config,
  migrations: { '0001-create-reports': createReports, '0002-drop-copies': dropTables('component', 'known_incident') },
  async start(context) {
    let comments_accepted = context.config.reports.comments
    const keys = new ReporterKeys(context.clock)
    const stored = await storedDeps(context)
    const deps = {
      ...stored,
      ...(await submissionDeps(context, stored, keys)),
      acceptsComments: () => comments_accepted,
    }
    const components = await copyOfComponents(deps, context)
    const incidents = await copyOfIncidents(deps, context)
    return {
      serves: [
        serve(contract.GetReportChallenge, () => fresh(JSON.stringify(deps.challenges.make()))),
        serve(contract.GetProofScript, () => new Reply(proofScript, scriptHeaders)),
        serve(contract.SubmitReport, request => submitReport(deps, request)),
        serve(contract.GetReports, request => readReports(deps, request)),
        serve(contract.ListReportLevels, () => listReportLevels(deps)),
        serve(contract.ListReportComments, request => listComments(deps, request)),
        serve(contract.ModerateReportComment, request => moderateComment(deps, request)),
      ],
      reacts: [...components.reactions, ...incidents.reactions],
      schedules: [
        ...components.schedules,
        ...incidents.schedules,
        every(detectEveryMs, 'judge the minutes that are over', () => {
          keys.rotate()
          return detectSurges(deps)
        }),
        every(learnEveryMs, 'learn what is usual', () => learnBaselines(deps)),
        periodically(pruneEveryMs, 'forget old reports', () => pruneReports(deps, incidents)),
      ],
      reload: next => {
        comments_accepted = next.reports.comments
      },
      onReady: async () => {
        await components.begin()
        await incidents.begin()
      },
      stop: () => deps.journal.flush(),
    }
  },
})

async function storedDeps({ store, publish, clock, log, settings }: Context) {
  const stores = { store, reports: new ReportStore(store), comments: new CommentStore(store) }
  const surges = new SurgeStore(store)
  const baselines = new BaselineStore(store)
  await surges.load()
  await baselines.load()
  return {
    ...stores,
    surges,
    baselines,
    publish,
    clock,
    components: new KnownComponents(),
    incidents: new KnownIncidents(),
    wording: { words: reportMessages[settings.language], public_url: settings.public_url },
    slotOf: hoursOfWeekIn(settings.time_zone),
    journal: await ReportJournal.open({ ...stores, clock, log }),
    peaks: new Peaks(),
  }
}

type Levels = { readonly components: KnownComponents; readonly surges: SurgeStore }

async function submissionDeps(
  context: Context<Static<typeof Config>>,
  { components, surges }: Levels,
  keys: ReporterKeys,
) {
  const { config, clock, log, base_directory, metrics } = context
  const { system_database, proof_tries } = config.reports
  const random = () => randomInt(2 ** 32) / 2 ** 32
  const asnOf = system_database ? await readAsnDatabase(resolve(base_directory, system_database), log) : undefined
  return {
    challenges: new Challenges(clock, proof_tries),
    limit: new RateLimit(clock, reportsPerNetwork),
    weighting: new ReportWeighting({ keys, random, asnOf }),
    countReport: declareMetrics(metrics, () => components.all().map(({ id }) => surges.get(id).surge.level)),
  }
}

const fresh = (json: string): Reply =>
  new Reply(json, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })

const scriptHeaders = {
  'content-type': 'text/javascript; charset=utf-8',
  'cache-control': 'public, max-age=3600',
  'x-content-type-options': 'nosniff',
}
