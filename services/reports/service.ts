import * as contract from '../../contracts/reports.ts'
import { dropTables } from '../../kit/read-copy/copy-table.ts'
import { every, periodically } from '../../kit/schedule/schedule.ts'
import { defineService, Reply, serve } from '../../kit/service/service.ts'
import { learnBaselines } from './baselines/learn-baselines.ts'
import { listComments, moderateComment } from './comments/moderate-comments.ts'
import { Config } from './config.ts'
import { copyOfComponents } from './copies/component-copy.ts'
import { copyOfIncidents } from './copies/incident-copy.ts'
import { demo } from './demo.ts'
import { openDeps } from './deps.ts'
import { pruneReports } from './history/prune-reports.ts'
import { listReportLevels, readReports } from './history/read-reports.ts'
import { createReports } from './migrations/0001-create-reports.ts'
import { proofScript } from './submission/proof-of-work.ts'
import { submitReport } from './submission/submit-report.ts'
import { detectSurges } from './surges/detect-surges.ts'

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
    const deps = await openDeps(context, () => comments_accepted)
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
          deps.keys.rotate()
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

const fresh = (json: string): Reply =>
  new Reply(json, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })

const scriptHeaders = {
  'content-type': 'text/javascript; charset=utf-8',
  'cache-control': 'public, max-age=3600',
  'x-content-type-options': 'nosniff',
}
