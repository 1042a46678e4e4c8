import * as operations from '../../../contracts/functions/gateway.ts'
import { notFound } from '../../../contracts/refusals.ts'
import { bodyBytes, parseBody } from '../../../kit/http/body/parse-body.ts'
import type { Input, Operation } from '../../../kit/service/operation.ts'
import { Reply, type Served, serve } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import type { Deployed } from '../runners/functions.ts'
import { deleteSecret, setSecret } from '../secrets/change-secrets.ts'
import { deployFunction, removeFunction } from './deployments.ts'
import { functionLogs } from './function-logs.ts'
import { functionStatus } from './function-status.ts'
import { gatewayInfo } from './gateway-info.ts'
import { requireNamespace, theNamespace } from './namespace.ts'

/** `/system/…`: what `faas-cli` asks of a gateway. */
export const serveSystem = (deps: Made): Served[] => [
  ...serveDeployments(deps),
  ...serveSecrets(deps),
  ...serveAbout(deps),
]

function serveDeployments(deps: Made): Served[] {
  const { functions } = deps
  const known = (name: string): Deployed => {
    const found = functions.get(name)
    if (!found) throw notFound('functions.not-found', { name })
    return found
  }
  return [
    serve(operations.ListDeployments, ({ query }) => {
      requireNamespace(query.namespace)
      return functions.all().map(functionStatus)
    }),
    serve(operations.GetDeployment, ({ params, query }) => {
      requireNamespace(query.namespace)
      return functionStatus(known(params.name))
    }),
    serve(operations.CreateDeployment, async ({ caller, body }) => {
      const definition = bodyOf(operations.CreateDeployment, body)
      await deployFunction(deps, caller, { definition, mustBeThere: false })
      return accepted()
    }),
    serve(operations.UpdateDeployment, async ({ caller, body }) => {
      const definition = bodyOf(operations.UpdateDeployment, body)
      await deployFunction(deps, caller, { definition, mustBeThere: true })
      return accepted()
    }),
    serve(operations.RemoveDeployment, async ({ caller, body, query }) => {
      requireNamespace(query.namespace)
      await removeFunction(deps, caller, bodyOf(operations.RemoveDeployment, body).functionName)
      return accepted()
    }),
    serve(operations.ScaleFunction, async ({ params, query, body }) => {
      requireNamespace(query.namespace)
      const found = known(params.name)
      const { replicas } = bodyOf(operations.ScaleFunction, body)
      found.replicas = Math.min(replicas, 1)
      if (replicas === 0) await found.runner?.rest()
      return accepted()
    }),
  ]
}

function serveSecrets(deps: Made): Served[] {
  const { secrets } = deps
  return [
    serve(operations.ListFunctionSecrets, ({ query }) => {
      requireNamespace(query.namespace)
      return secrets.names().map(name => ({ name, namespace: theNamespace }))
    }),
    serve(operations.CreateFunctionSecret, async ({ caller, body }) => {
      await setSecret(deps, caller, { secret: bodyOf(operations.CreateFunctionSecret, body), isNew: true })
      return accepted()
    }),
    serve(operations.ReplaceFunctionSecret, async ({ caller, body }) => {
      await setSecret(deps, caller, { secret: bodyOf(operations.ReplaceFunctionSecret, body), isNew: false })
      return accepted()
    }),
    serve(operations.DeleteFunctionSecret, async ({ caller, body }) => {
      await deleteSecret(deps, caller, bodyOf(operations.DeleteFunctionSecret, body).name)
      return accepted()
    }),
  ]
}

function serveAbout(deps: Made): Served[] {
  return [
    serve(operations.GetFunctionLogs, ({ query }) => functionLogs(deps, query)),
    serve(operations.ListNamespaces, () => [theNamespace]),
    serve(operations.GetGatewayInfo, gatewayInfo),
  ]
}

const bodyOf = <Op extends Operation>(operation: Op, body: unknown): Input<Op>['body'] =>
  parseBody(operation, bodyBytes(body))

const accepted = (): Reply => new Reply('', {}, 202)
