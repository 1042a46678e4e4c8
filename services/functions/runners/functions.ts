import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Message, say } from '../../../contracts/messages/words.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { exchangeOf, handedTo } from '../files/exchange.ts'
import type { Installer } from '../install/installer.ts'
import { folderFault } from '../stack/lint-stack.ts'
import { readStack } from '../stack/read-stack.ts'
import { type Finding, type FunctionSpec, pythonLanguages } from '../stack/stack.ts'
import { filesState, folderState } from './folder-state.ts'
import { FunctionRunner } from './runner.ts'
import type { Level } from './sandbox.ts'

export type Deployed = {
  readonly spec: FunctionSpec
  /** Undefined: it cannot run here, and `reason` says why. */
  readonly runner: FunctionRunner | undefined
  readonly reason: Message | null
  /** Epoch milliseconds. */
  readonly deployed_at: number
  /** Of everything that its process was started with: while it stays the same, the process does. */
  readonly mark: string
  invocations: number
  /** 0: somebody said that nothing of it should run until it is called. */
  replicas: number
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
  readonly installer: Pick<Installer, 'stateOf'>
  /** The values of the secrets that a function names, and those that nobody has set. */
  readonly secretsOf: (spec: FunctionSpec) => SecretsOfFunction
  /** Files that secrets are read from, and that are read again at each deployment. */
  readonly secretFiles: { files(): readonly string[]; readFiles(): void }
  /** What was deployed, changed and removed beside the stack files. */
  readonly overlaid: (specs: readonly FunctionSpec[], files: readonly string[]) => readonly FunctionSpec[]
}

export type Mistake = Pick<Finding, 'file' | 'line' | 'message'>

export type SecretsOfFunction = {
  readonly values: Readonly<Record<string, string>>
  readonly missing: readonly string[]
}

/** The functions of the stack, by name. */
export class Functions {
  readonly #options: FunctionsOptions
  readonly #folder: string
  /** After each deployment, in its turn. */
  whenDeployed: () => Promise<void> = () => Promise.resolve()
  #files: readonly string[] = []
  #described: readonly FunctionSpec[] = []
  #deployed: ReadonlyMap<string, Deployed> = new Map()
  #mistakes: readonly Mistake[] = []
  #turn: Promise<void> = Promise.resolve()

  constructor(options: FunctionsOptions) {
    this.#options = options
    this.#folder = join(options.data_directory, 'functions', 'copies')
    rmSync(this.#folder, { recursive: true, force: true })
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
  }

  /** All that the files describe. */
  deploy(files: readonly string[]): Promise<void> {
    this.#files = files
    return this.redeploy()
  }

  /** Looks at everything anew: what changed begins again, what did not goes on. One deployment at a time. */
  redeploy(): Promise<void> {
    const deployed = this.#turn.then(() => this.#deployAll())
    this.#turn = deployed.catch(() => undefined)
    return deployed
  }

  get level(): Level {
    return this.#options.level
  }

  /** In the files as they are now, for which what ran before was kept. */
  get mistakes(): readonly Mistake[] {
    return this.#mistakes
  }

  get files(): readonly string[] {
    return this.#files
  }

  get(name: string): Deployed | undefined {
    return this.#deployed.get(name)
  }

  /** As the stack has it, also one that was removed. */
  described(name: string): FunctionSpec | undefined {
    return this.#described.find(spec => spec.name === name)
  }

  all(): readonly Deployed[] {
    return [...this.#deployed.values()]
  }

  /** Another one: something was saved since. */
  state(): string {
    const files = [...this.#files, ...this.#options.secretFiles.files()]
    return [filesState(files), ...this.all().map(({ spec }) => folderState(spec.folder))].join()
  }

  async stop(): Promise<void> {
    await this.#turn
    await Promise.all(this.all().map(({ runner }) => runner?.close()))
  }

  async #deployAll(): Promise<void> {
    const before = this.#deployed
    this.#options.secretFiles.readFiles()
    const stack = readStack(this.#files, this.#options.variables)
    const errors = stack.findings.filter(({ severity }) => severity === 'error')
    const kept = before.size === 0 ? [] : mistakesOfFiles(errors, stack.functions)
    const brokenFiles = new Set(kept.map(({ file }) => file))
    const going = [...before.values()].filter(({ spec }) => brokenFiles.has(spec.file)).map(({ spec }) => spec)
    const sound = stack.functions.filter(({ file }) => !brokenFiles.has(file))
    this.#described = sound
    const deployed = new Map<string, Deployed>()
    const mistakes: Mistake[] = [...kept]
    for (const spec of this.#options.overlaid([...sound, ...going], this.#files)) {
      const { name, file, line } = spec
      const known = before.get(name)
      const said = errors.find(error => error.file === file && error.line === line)?.message
      const message = said ?? (known?.runner ? folderFault(spec) : undefined)
      // What is half saved is soon whole.
      const goesOn = known?.runner && (message || brokenFiles.has(file))
      if (goesOn && message) mistakes.push({ file, line, message })
      deployed.set(name, goesOn ? known : await this.#deployOne(spec, message, known))
    }
    this.#deployed = deployed
    this.#mistakes = mistakes
    for (const [name, { runner }] of before)
      if (runner && deployed.get(name)?.runner !== runner) runner.retire().catch(() => undefined)
    await this.whenDeployed()
  }

  async #deployOne(spec: FunctionSpec, fault: Message | undefined, known: Deployed | undefined): Promise<Deployed> {
    const { installer, secretsOf, clock } = this.#options
    const { values, missing } = secretsOf(spec)
    const { file: _file, line: _line, ...described } = spec
    const mark = JSON.stringify([described, values, folderState(spec.folder)])
    const { invocations = 0, replicas = 1 } = known ?? {}
    const counted = { spec, mark, invocations, replicas, deployed_at: known?.deployed_at ?? clock.now() }
    const reason = fault ?? this.#obstacle(spec) ?? (missing.length > 0 ? withoutSecrets(missing) : null)
    if (reason) return { ...counted, runner: undefined, reason }
    if (known?.runner && known.mark === mark) return { ...known, spec }
    const installed = installer.stateOf(spec)
    if (installed.state === 'installing' && known?.runner) return known
    if (installed.state !== 'ready') return { ...counted, runner: undefined, reason: installed.reason }
    const runner = await this.#runner(spec, values, installed.folder)
    return { ...counted, deployed_at: clock.now(), runner, reason: null }
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

  async #runner(
    spec: FunctionSpec,
    secrets: SecretsOfFunction['values'],
    dependencies: string | undefined,
  ): Promise<FunctionRunner> {
    const { clock, level, find, node } = this.#options
    // Of its own: the one that it replaces may have calls to answer.
    const copy = join(this.#folder, `${spec.name}-${randomUUID().slice(0, 8)}`)
    const exchange = handedTo(spec) && exchangeOf(this.#options.data_directory, spec.name)
    const runner = new FunctionRunner(spec, { copy, secrets, dependencies, exchange, level, clock, find, node })
    await runner.deploy()
    return runner
  }
}

/** Of a file as a whole, so that what it describes is not known; those of one function concern that one alone. */
function mistakesOfFiles(findings: readonly Mistake[], specs: readonly FunctionSpec[]): readonly Mistake[] {
  const ofFunctions = new Set(specs.map(({ file, line }) => `${file}:${line}`))
  return findings.filter(({ file, line }) => !ofFunctions.has(`${file}:${line}`))
}

const withoutSecrets = (missing: readonly string[]): Message =>
  say('functions.missing-secrets', { names: [...missing] })
