import type { Message } from '../../../contracts/messages/words.ts'

/** One function as a `stack.yml` describes it; the keys are those of OpenFaaS (`stack/schema.go` of its go-sdk). */
export type FunctionSpec = {
  readonly name: string
  readonly lang: string
  /** Absolute: the folder of the handler. */
  readonly folder: string
  readonly image: string | undefined
  readonly fprocess: string | undefined
  /** Of the file and of its `environment_file`, which win. */
  readonly environment: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly limits: Resources
  readonly requests: Resources
  readonly readonly_root_filesystem: boolean
  /** Absolute path of the stack file, and the line of the function's name. */
  readonly file: string
  readonly line: number
}

export type Resources = { readonly memory?: string | undefined; readonly cpu?: string | undefined }

/** What is wrong with a stack, or would be on OpenFaaS, and what to write instead. */
export type Finding = {
  readonly file: string
  readonly line: number
  /** `error`: it is not deployed. `warning`: it is deployed, and does not do what it was written for. `note`: worth knowing. */
  readonly severity: 'error' | 'warning' | 'note'
  readonly message: Message
  readonly mend: Message
}

export type Stack = {
  readonly functions: readonly FunctionSpec[]
  readonly findings: readonly Finding[]
}

/** Node runs the first, Python the second; every other language only deploys. */
export const nodeLanguages: readonly string[] = ['node20', 'node22', 'node24', 'node18', 'node']
export const pythonLanguages: readonly string[] = ['python3-http', 'python3-http-debian', 'python3']
