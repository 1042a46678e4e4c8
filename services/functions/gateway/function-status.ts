import type { FunctionStatus } from '../../../contracts/functions/gateway.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Deployed } from '../runners/functions.ts'
import { treeUse } from '../runners/process-tree.ts'
import type { Resources } from '../stack/stack.ts'
import { theNamespace } from './namespace.ts'

export function functionStatus({ spec, runner, replicas, invocations, deployed_at }: Deployed): FunctionStatus {
  return {
    name: spec.name,
    image: spec.image ?? spec.name,
    namespace: theNamespace,
    envProcess: spec.fprocess ?? '',
    secrets: [...spec.secrets],
    labels: spec.labels,
    annotations: spec.annotations,
    limits: said(spec.limits),
    requests: said(spec.requests),
    readOnlyRootFilesystem: spec.readonly_root_filesystem,
    replicas,
    availableReplicas: runner ? replicas : 0,
    invocationCount: invocations,
    createdAt: iso(deployed_at),
    usage: { totalMemoryBytes: runner?.pid === undefined ? 0 : treeUse(runner.pid).bytes },
  }
}

const said = ({ memory, cpu }: Resources) => ({ ...(memory ? { memory } : {}), ...(cpu ? { cpu } : {}) })
