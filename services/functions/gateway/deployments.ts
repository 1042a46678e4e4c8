import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { FunctionDeployment } from '../../../contracts/functions/gateway.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import { conflict, notFound } from '../../../contracts/refusals.ts'
import { type Actor, auditWriter } from '../../../kit/audit/audit-record.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Made } from '../deps.ts'
import { handlerOf } from '../stack/lint-handler.ts'
import type { FunctionSpec } from '../stack/stack.ts'
import type { Deployment, DeploymentStore } from './deployment-store.ts'
import { requireNamespace } from './namespace.ts'

type Deps = Pick<Made, 'store' | 'publish' | 'clock' | 'functions' | 'deployments'>

const recordAudit = auditWriter({ service: 'functions', event: AuditRecorded, secret: ['envVars'] })

/** What was deployed, changed and removed over the API, laid over what the stack files describe. */
export class Deployments {
  readonly stored: DeploymentStore
  #rows: ReadonlyMap<string, Deployment> = new Map()
  /** What the stack says of those that differ from it. */
  readonly #described = new WeakMap<FunctionSpec, FunctionSpec>()

  constructor(stored: DeploymentStore) {
    this.stored = stored
  }

  async load(): Promise<void> {
    this.#rows = new Map((await this.stored.all()).map(row => [row.name, row]))
  }

  /** A description that has changed since wins: whoever writes it means it. */
  over(specs: readonly FunctionSpec[], files: readonly string[]): readonly FunctionSpec[] {
    const names = new Set(specs.map(({ name }) => name))
    const more = [...this.#rows.values()].flatMap(({ name, state, basis, definition }) => {
      const spec = basis === null && state === 'deployed' && !names.has(name) ? folderSpec(name, files) : undefined
      return spec && definition ? [this.#changed(spec, definition)] : []
    })
    return [...specs.flatMap(spec => this.#over(spec)), ...more]
  }

  /** Undefined: only its folder is there. */
  basisOf(spec: FunctionSpec): string | null {
    const { file, line: _line, ...described } = this.#described.get(spec) ?? spec
    if (file === described.folder) return null
    return createHash('sha256').update(JSON.stringify(described)).digest('hex')
  }

  #over(spec: FunctionSpec): readonly FunctionSpec[] {
    const row = this.#rows.get(spec.name)
    if (row === undefined || row.basis !== this.basisOf(spec)) return [spec]
    return row.definition ? [this.#changed(spec, row.definition)] : []
  }

  #changed(spec: FunctionSpec, definition: FunctionDeployment): FunctionSpec {
    const { image, envProcess, envVars, secrets, labels, annotations, limits, requests } = definition
    const changed = {
      ...spec,
      image: image ?? spec.image,
      fprocess: envProcess ?? spec.fprocess,
      environment: envVars ?? {},
      secrets: secrets ?? [],
      labels: labels ?? {},
      annotations: annotations ?? {},
      limits: limits ?? {},
      requests: requests ?? {},
      readonly_root_filesystem: definition.readOnlyRootFilesystem ?? false,
    }
    this.#described.set(changed, this.#described.get(spec) ?? spec)
    return changed
  }
}

/** Of a function that no stack describes, and whose folder lies beside one. */
function folderSpec(name: string, files: readonly string[]): FunctionSpec | undefined {
  for (const file of files) {
    const folder = join(dirname(file), name)
    const lang = ['node22', 'python3-http'].find(one => handlerOf({ folder, lang: one }) !== undefined)
    if (lang) return { ...nothingSaid, name, lang, folder, file: folder }
  }
  return undefined
}

const nothingSaid = {
  image: undefined,
  fprocess: undefined,
  environment: {},
  secrets: [],
  labels: {},
  annotations: {},
  limits: {},
  requests: {},
  readonly_root_filesystem: false,
  line: 1,
} as const

/** `mustBeThere`: `faas-cli` asks to update first, and deploys what it is told is not there. */
export async function deployFunction(
  deps: Deps,
  actor: Actor,
  { definition, mustBeThere }: { readonly definition: FunctionDeployment; readonly mustBeThere: boolean },
): Promise<void> {
  const { store, deployments, functions, clock } = deps
  const { service: name } = definition
  requireNamespace(definition.namespace)
  const known = functions.get(name)
  if (mustBeThere && !known) throw notFound('functions.not-found', { name })
  const spec = known?.spec ?? functions.described(name) ?? folderSpec(name, functions.files)
  if (!spec) throw conflict('functions.no-folder', { name })
  await store.transaction(async () => {
    const basis = deployments.basisOf(spec)
    await deployments.stored.put({ name, state: 'deployed', basis, definition, changed_at: iso(clock.now()) })
    await recordAudit(deps, actor, { action: 'function.deployed', id: name, after: definition })
  })
  await deployments.load()
  await functions.redeploy()
}

export async function removeFunction(deps: Deps, actor: Actor, name: string): Promise<void> {
  const { store, deployments, functions, clock } = deps
  const known = functions.get(name)
  if (!known) throw notFound('functions.not-found', { name })
  const basis = deployments.basisOf(known.spec)
  await store.transaction(async () => {
    if (basis === null) await deployments.stored.delete(name)
    else await deployments.stored.put({ name, state: 'removed', basis, definition: null, changed_at: iso(clock.now()) })
    await recordAudit(deps, actor, { action: 'function.removed', id: name })
  })
  await deployments.load()
  await functions.redeploy()
}
