import { join, resolve } from 'node:path'
import type { InboxFile } from '../../contracts/functions/files.ts'
import { processEnvironment } from '../../kit/config/environment.ts'
import type { Context } from '../../kit/service/service.ts'
import { SharedCommit } from '../../kit/store/shared-commit.ts'
import type { FunctionsConfig } from './config.ts'
import { FileStore } from './files/file-store.ts'
import { Handover } from './files/handover.ts'
import { Inbox } from './files/inbox.ts'
import { ParticipantStore } from './files/participant-store.ts'
import { TakeFiles } from './files/take-files.ts'
import { tellFile } from './files/tell-participant.ts'
import { DeploymentStore } from './gateway/deployment-store.ts'
import { Deployments } from './gateway/deployments.ts'
import { GatewayMetrics, tellReplicas } from './gateway/gateway-metrics.ts'
import { KeyedCalls } from './gateway/keyed-calls.ts'
import { Installer } from './install/installer.ts'
import { Functions } from './runners/functions.ts'
import { levelHere, programFinder } from './runners/sandbox.ts'
import { RunStore } from './runs/run-store.ts'
import { Runs } from './runs/runs.ts'
import { ScheduleStore } from './schedules/schedule-store.ts'
import { SecretStore } from './secrets/secret-store.ts'
import { Secrets } from './secrets/secrets.ts'

/** What the service of functions is made of, made once; each use case names what it takes of it. */
export async function openDeps(context: Context<FunctionsConfig>) {
  const { store, clock, config, data_directory, base_directory, jobs, publish, redactor, metrics, log } = context
  const variables = processEnvironment()
  // The system's own Python first: one of a version manager lies where no function may look.
  const find = programFinder(`/usr/bin:${variables.PATH ?? ''}`)
  const failed = (thrown: unknown) => log.error({ err: thrown }, 'functions could not be deployed anew')
  const installer = new Installer({
    folder: join(data_directory, 'functions', 'packages'),
    clock,
    find,
    variables,
    changed: () => functions.redeploy().catch(failed),
  })
  const storedSecrets = new SecretStore(store)
  const secrets = new Secrets({ stored: storedSecrets, redactor, base_directory })
  const deployments = new Deployments(new DeploymentStore(store))
  await secrets.load()
  await deployments.load()
  const functions: Functions = new Functions({
    data_directory,
    clock,
    find,
    variables,
    node: process.execPath,
    level: await levelHere(),
    allow_unsandboxed: config.functions?.allow_unsandboxed ?? false,
    installer,
    secretsOf: spec => secrets.of(spec),
    secretFiles: secrets,
    overlaid: (specs, files) => deployments.over(specs, files),
  })
  tellReplicas(metrics, functions)
  const stored = new RunStore(store)
  const runs = new Runs({ store, stored, jobs, functions, clock, redactor, metrics: new GatewayMetrics(metrics) })
  const ofFunctions = { functions, runs, stored, installer, deployments, secrets, storedSecrets, failed }
  const schedules = new ScheduleStore(store)
  const files = new FileStore(store)
  const folder = config.functions?.inbox
  const inbox = folder === undefined ? undefined : new Inbox(resolve(base_directory, folder))
  const taking = inbox && new TakeFiles({ store, files, inbox, functions, runs, stored, clock })
  const participants = new ParticipantStore(store)
  const told = (file: InboxFile, became: Parameters<typeof tellFile>[2]) =>
    tellFile({ publish, clock, participants }, file, became)
  if (inbox) runs.handover = new Handover({ store, files, inbox, told, data_directory })
  const ofFiles = { files, participants, inbox, taking }
  const ofCalls = { keyed: new KeyedCalls(store), commits: new SharedCommit(store, clock, () => runs.underWay) }
  return { store, clock, publish, jobs, schedules, ...ofFunctions, ...ofFiles, ...ofCalls }
}

export type Made = Awaited<ReturnType<typeof openDeps>>

/** Absolute. */
export const stackFiles = ({ functions }: FunctionsConfig, base_directory: string): string[] =>
  functions ? [functions.stack].flat().map(file => resolve(base_directory, file)) : []
