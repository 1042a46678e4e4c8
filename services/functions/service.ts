import * as inbox from '../../contracts/functions/files.ts'
import * as operations from '../../contracts/functions/functions.ts'
import * as gateway from '../../contracts/functions/gateway.ts'
import * as runs from '../../contracts/functions/runs.ts'
import * as schedules from '../../contracts/functions/schedules.ts'
import { conflict, notFound, unauthenticated } from '../../contracts/refusals.ts'
import { defineService, type Served, serve } from '../../kit/service/service.ts'
import { commands } from './commands/commands.ts'
import { FunctionsConfig } from './config.ts'
import { gatewayInfo } from './gateway/gateway-info.ts'
import { createFunctions } from './migrations/0001-create-functions.ts'
import { acceptedRuns } from './migrations/0002-accepted-runs.ts'
import { occurrences } from './migrations/0003-occurrences.ts'
import { files } from './migrations/0004-files.ts'
import { deployments } from './migrations/0005-deployments.ts'
import { keyedCalls } from './migrations/0006-keyed-calls.ts'
import { participants } from './migrations/0007-participants.ts'
import { deploymentDefinition, secretValue } from './secrets/secret-columns.ts'

/** Code of people: called, scheduled, or started by what happens; the same folders run on OpenFaaS. */
export const functions = defineService({
  name: 'functions',
  config: FunctionsConfig,
  migrations: {
    '0001-create-functions': createFunctions,
    '0002-accepted-runs': acceptedRuns,
    '0003-occurrences': occurrences,
    '0004-files': files,
    '0005-deployments': deployments,
    '0006-keyed-calls': keyedCalls,
    '0007-participants': participants,
  },
  secrets: [deploymentDefinition, secretValue],
  commands,
  dormant: { isConfigured: config => config.functions !== undefined, wakes: [], asleep: asleep() },
  // What it takes to run is loaded when it does.
  start: async context => (await import('./start-functions.ts')).startFunctions(context),
})

/** There is no stack, so there is no function. */
function asleep(): Served[] {
  const nothing = () => ({ items: [], next_cursor: null })
  const noFunction = ({ params: { name } }: { readonly params: { readonly name: string } }) => {
    throw notFound('functions.not-found', { name })
  }
  const noStack = () => {
    throw conflict('functions.no-stack')
  }
  return [
    serve(operations.ListFunctions, nothing),
    serve(operations.GetFunction, noFunction),
    serve(gateway.ListDeployments, () => []),
    serve(gateway.GetDeployment, noFunction),
    ...[gateway.CreateDeployment, gateway.UpdateDeployment, gateway.RemoveDeployment].map(operation =>
      serve(operation, noStack),
    ),
    serve(gateway.ScaleFunction, noFunction),
    serve(gateway.ListFunctionSecrets, () => []),
    ...[gateway.CreateFunctionSecret, gateway.ReplaceFunctionSecret, gateway.DeleteFunctionSecret].map(operation =>
      serve(operation, noStack),
    ),
    serve(gateway.GetFunctionLogs, ({ query: { name } }) => noFunction({ params: { name } })),
    serve(gateway.ListNamespaces, () => []),
    serve(gateway.GetGatewayInfo, gatewayInfo),
    serve(operations.InvokeFunction, noFunction),
    serve(runs.ListRuns, nothing),
    serve(runs.ListDeadLetters, nothing),
    serve(inbox.ListFiles, nothing),
    ...[inbox.GetFile, inbox.ReplayFile, inbox.ReleaseFile].map(operation =>
      serve(operation, ({ params: { id } }) => {
        throw notFound('functions.file-not-found', { id })
      }),
    ),
    serve(schedules.ListFunctionSchedules, nothing),
    serve(schedules.ListOccurrences, ({ params: { id } }) => {
      throw notFound('functions.no-schedule', { id })
    }),
    ...[runs.GetRun, runs.ReplayRun, runs.CancelRun].map(operation =>
      serve(operation, ({ params: { id } }) => {
        throw notFound('functions.run-not-found', { id })
      }),
    ),
    ...[runs.RedriveDeadLetter, runs.DiscardDeadLetter].map(operation =>
      serve(operation, ({ params: { id } }) => {
        throw notFound('functions.no-dead-letter', { id })
      }),
    ),
    ...[operations.CallFunction, operations.CallFunctionBelow].map(operation =>
      serve(operation, noFunction, ({ caller }) => {
        if (caller.kind === 'anonymous') throw unauthenticated('functions.sign-in')
      }),
    ),
  ]
}
