import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Message, say } from '../../../contracts/messages/words.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { FunctionSpec } from '../stack/stack.ts'
import { type WantedPackages, wantedPackages } from './wanted-packages.ts'

const execute = promisify(execFile)
const installWithinMs = 300_000
const retryAfterMs = 300_000

export type Installed =
  | { readonly state: 'ready'; readonly folder: string | undefined }
  | { readonly state: 'installing' | 'missing'; readonly reason: Message }

type Options = {
  /** Absolute: one folder for each set of packages. */
  readonly folder: string
  readonly clock: Clock
  readonly find: (program: string) => string | undefined
  readonly variables: Readonly<Record<string, string | undefined>>
  /** An installation has ended, or may be tried again. */
  readonly changed: () => void
}

/**
 * Installs what functions need, each set of packages once, beside everything else that runs. No code of a package runs: npm
 * leaves scripts out, pip takes wheels alone, and what is not a name with a version is refused.
 */
export class Installer {
  readonly #options: Options
  readonly #begun = new Map<string, Installed>()
  readonly #ending = new AbortController()

  constructor(options: Options) {
    this.#options = options
  }

  /** Begins with what nobody has installed yet. */
  stateOf(spec: FunctionSpec): Installed {
    const wanted = wantedPackages(spec)
    if (!wanted) return { state: 'ready', folder: undefined }
    const { refused, kind, hash } = wanted
    if (refused.length > 0) {
      return { state: 'missing', reason: say('functions.refused-packages', { names: [...refused] }) }
    }
    const folder = join(this.#options.folder, `${kind}-${hash}`)
    if (existsSync(folder)) return { state: 'ready', folder }
    const known = this.#begun.get(hash)
    if (known) return known
    const begun: Installed = { state: 'installing', reason: say('functions.installing') }
    this.#begun.set(hash, begun)
    void this.#install(wanted, folder)
    return begun
  }

  stop(): void {
    this.#ending.abort()
  }

  async #install(wanted: WantedPackages, folder: string): Promise<void> {
    const { clock, changed } = this.#options
    const { hash, names } = wanted
    const missing = await this.#make(wanted, folder).catch(() => names)
    if (this.#ending.signal.aborted) return
    if (missing.length === 0) this.#begun.delete(hash)
    else {
      this.#begun.set(hash, { state: 'missing', reason: say('functions.missing-packages', { names: [...missing] }) })
      const again = clock.after(retryAfterMs, () => {
        this.#begun.delete(hash)
        changed()
      })
      this.#ending.signal.addEventListener('abort', () => again.cancel(), { once: true })
    }
    changed()
  }

  /** Answers the names of those that are not there. */
  async #make(wanted: WantedPackages, folder: string): Promise<readonly string[]> {
    const making = `${folder}.part`
    rmSync(making, { recursive: true, force: true })
    mkdirSync(making, { recursive: true, mode: 0o700 })
    const missing = await (wanted.kind === 'npm' ? this.#npm(wanted, making) : this.#pip(wanted, making))
    // Whole or not at all.
    if (missing.length === 0) renameSync(making, folder)
    return missing
  }

  async #npm({ lock, manifest, names }: WantedPackages, folder: string): Promise<readonly string[]> {
    writeFileSync(join(folder, 'package.json'), manifest)
    if (lock !== undefined) writeFileSync(join(folder, 'package-lock.json'), lock)
    const order = lock === undefined ? 'install' : 'ci'
    const quiet = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--no-update-notifier']
    await this.#run('npm', [order, ...quiet, '--fetch-retries=1'], folder)
    return names.filter(name => !existsSync(join(folder, 'node_modules', name)))
  }

  /** What the system has counts, too: it is there when no index can be reached. */
  async #pip({ manifest, names }: WantedPackages, folder: string): Promise<readonly string[]> {
    const python = join(folder, 'bin', 'python3')
    await this.#run('python3', ['-m', 'venv', '--system-site-packages', '--without-pip', folder], folder)
    const file = join(folder, 'requirements.txt')
    writeFileSync(file, manifest)
    const quiet = ['--no-input', '--disable-pip-version-check', '--retries', '1', '--timeout', '15', '--no-cache-dir']
    await this.#run(python, ['-m', 'pip', 'install', '--only-binary', ':all:', ...quiet, '-r', file], folder)
    // Not with the Python of the environment: as it starts it runs what packages say in files named .pth.
    const [version = ''] = readdirSync(join(folder, 'lib'))
    const packages = join(folder, 'lib', version, 'site-packages')
    const missing = await this.#run('python3', ['-c', tellMissing, packages, ...names], folder)
    return missing === undefined ? names : missing.split('\n').filter(name => name !== '')
  }

  /** What it wrote; undefined: it is not there, or failed. */
  async #run(program: string, args: readonly string[], cwd: string): Promise<string | undefined> {
    const { find, variables } = this.#options
    const file = program.startsWith('/') ? program : find(program)
    if (file === undefined) return undefined
    // npm is a script that looks for node; ours is there, whichever else is not.
    const PATH = `${variables.PATH ?? ''}:${dirname(process.execPath)}`
    const env = { ...ofInstallers(variables), PATH, HOME: cwd }
    try {
      const { signal } = this.#ending
      const { stdout } = await execute(file, args, {
        cwd,
        env,
        timeout: installWithinMs,
        killSignal: 'SIGKILL',
        signal,
      })
      return stdout
    } catch {
      return undefined
    }
  }
}

/** Spellings of one name: PEP 503. */
const tellMissing = `
import re, sys
from importlib import metadata
folder, *names = sys.argv[1:]
usual = lambda name: re.sub(r"[-_.]+", "-", name or "").lower()
there = {usual(one.metadata["Name"]) for one in metadata.distributions(path=[folder, *sys.path])}
for name in names:
    if usual(name) not in there:
        print(name)
`

/** Where an installer finds its index, and nothing of what the program knows. */
const installerVariable =
  /^(?:PATH|LANG|LC_ALL|TMPDIR|PIP_\w+|npm_config_\w+|SSL_CERT_\w+|NODE_EXTRA_CA_CERTS|\w+_proxy)$/i

const ofInstallers = (variables: Options['variables']): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => installerVariable.test(name)))
