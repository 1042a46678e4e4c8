import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Message, say } from '../../../contracts/messages/words.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { folderFault } from '../stack/lint-stack.ts'
import { readStack } from '../stack/read-stack.ts'
import { type FunctionSpec, pythonLanguages } from '../stack/stack.ts'
import { FunctionRunner } from './runner.ts'
import type { Level } from './sandbox.ts'

export type Deployed = {
  readonly spec: FunctionSpec
  /** Undefined: it cannot run here, and `reason` says why. */
  readonly runner: FunctionRunner | undefined
  readonly reason: Message | null
  invocations: number
}

export type FunctionsOptions = {
  readonly data_directory: string
  readonly clock: Clock
  readonly level: Level
  /** Whether functions may run at a level that does not keep them from the network and from other processes. */
  readonly allow_unsandboxed: boolean
  readonly find: (program: string) => string | undefined
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly node: string
}

/** The functions of the stack, by name. */
export class Functions {
  readonly #options: FunctionsOptions
  #deployed: ReadonlyMap<string, Deployed> = new Map()

  constructor(options: FunctionsOptions) {
    this.#options = options
  }

  /** All that the files describe, anew; what ran before is ended once its successor is there. */
  async deploy(files: readonly string[]): Promise<void> {
    const stack = readStack(files, this.#options.variables)
    const before = this.#deployed
    await Promise.all([...before.values()].map(({ runner }) => runner?.close()))
    const deployed = new Map<string, Deployed>()
    for (const spec of stack.functions) {
      const broken = stack.findings.find(
        ({ severity, file, line }) => severity === 'error' && file === spec.file && line === spec.line,
      )
      const reason = broken?.message ?? this.#obstacle(spec)
      const runner = reason === null ? await this.#runner(spec) : undefined
      deployed.set(spec.name, { spec, runner, reason, invocations: before.get(spec.name)?.invocations ?? 0 })
    }
    this.#deployed = deployed
  }

  get level(): Level {
    return this.#options.level
  }

  get(name: string): Deployed | undefined {
    return this.#deployed.get(name)
  }

  all(): readonly Deployed[] {
    return [...this.#deployed.values()]
  }

  async stop(): Promise<void> {
    await Promise.all(this.all().map(({ runner }) => runner?.close()))
  }

  /** Why it cannot run on this machine. */
  #obstacle(spec: FunctionSpec): Message | null {
    const { lang, name } = spec
    const { level, allow_unsandboxed, find } = this.#options
    if (level === 'process' && !allow_unsandboxed) return say('functions.no-sandbox')
    const isPython = pythonLanguages.includes(lang)
    if (isPython && find('python3') === undefined) return say('functions.no-python')
    const isKnown = isPython || lang.startsWith('node')
    return isKnown ? (folderFault(spec) ?? null) : say('functions.lint.language', { lang, name })
  }

  async #runner(spec: FunctionSpec): Promise<FunctionRunner> {
    const { data_directory, clock, level, find, node } = this.#options
    const folder = join(data_directory, 'functions')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const runner = new FunctionRunner(spec, { folder, level, clock, find, node })
    await runner.deploy()
    return runner
  }
}
