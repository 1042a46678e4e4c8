import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Child, freePort, startChild } from './children.ts'
import { patience } from './until.ts'

export type VigieOptions = {
  /** Text of vigie.yaml. Without it there is no file, and the program runs on its defaults. */
  readonly config?: string
  /** Services to run; all when left out. */
  readonly services?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** A command that runs the program, such as `['faketime', '-f', '+1h']`. */
  readonly through?: readonly string[]
  /** Of another checkout, to compare with; left out: this one. */
  readonly root?: string
  /** A free one is chosen when left out. */
  readonly port?: number
  /** Given the folder before the program starts on it. */
  readonly fill?: (folder: string) => Promise<unknown>
  /** Until `/readyz` answers 200. */
  readonly ready_within_ms?: number
}

/** The real program as a child process: driven as a user does, by its file, by HTTP and by signals. */
export type Vigie = {
  readonly url: string
  readonly port: number
  /** Holds `vigie.yaml`, `data/`, `incidents/` and what the program writes beside. */
  readonly folder: string
  readonly pid: number
  /** Milliseconds from the start of the process until it listened. */
  readonly listening_ms: number
  /** Both streams since the last start, at most the last 100,000 characters. */
  output(): string
  /** Writes the file anew; the program notices by itself. */
  configure(config: string): void
  /** The JSON that a path answers, asked with the admin key. Throws when the status is 400 or above. */
  get<T = unknown>(path: string): Promise<T>
  /** `SIGKILL`, and nothing is tidied up. */
  kill(): Promise<void>
  /** After `kill` or `stop`: the same folder, port and options again. */
  restart(): Promise<void>
  /** Asks it to end; answers its exit code and what it said until then. */
  stop(): Promise<{ readonly code: number | null; readonly output: string }>
  /** Ends it if it runs and removes the folder. */
  remove(): Promise<void>
}

export const testAdminKey = 'vg_admin_test-key-of-the-tests-and-of-nothing-else'

const here = join(import.meta.dirname, '..', '..')

export async function startVigie(options: VigieOptions = {}): Promise<Vigie> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-'))
  const file = join(folder, 'vigie.yaml')
  if (options.config !== undefined) writeFileSync(file, options.config)
  await options.fill?.(folder)
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  let child: Child
  let listening_ms = 0
  const start = async () => {
    const begun = performance.now()
    child = spawnVigie(folder, port, options)
    const ready_within_ms = options.ready_within_ms ?? 60_000
    try {
      const isTimeLeft = patience(ready_within_ms)
      await untilAnswers(`${url}/healthz`, child, isTimeLeft)
      listening_ms = performance.now() - begun
      await untilAnswers(`${url}/readyz`, child, isTimeLeft)
    } catch (failure) {
      await child.stop('SIGKILL')
      throw failure
    }
  }
  await start()
  const headers = { authorization: `Bearer ${testAdminKey}` }
  return {
    url,
    port,
    folder,
    get pid() {
      return child.process.pid ?? 0
    },
    get listening_ms() {
      return listening_ms
    },
    output: () => child.output(),
    configure: config => writeFileSync(file, config),
    get: async <T>(path: string) => {
      const answer = await fetch(url + path, { headers })
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
      return (await answer.json()) as T
    },
    kill: () => child.stop('SIGKILL'),
    restart: start,
    stop: async () => {
      await child.stop('SIGTERM')
      return { code: child.process.exitCode, output: child.output() }
    },
    remove: async () => {
      if (child.process.exitCode === null && child.process.signalCode === null) await child.stop('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function spawnVigie(folder: string, port: number, options: VigieOptions): Child {
  const [command = process.execPath, ...before] = [...(options.through ?? []), process.execPath]
  // As `npm start` does it.
  const program = join(options.root ?? here, 'bin', 'vigie.js')
  const args = [...before, program, 'up', ...(options.services ?? [])]
  args.push('--data', join(folder, 'data'), '--host', '127.0.0.1', '--port', String(port))
  if (options.config !== undefined) args.push('--config', join(folder, 'vigie.yaml'))
  return startChild(command, args, { cwd: folder, env: { ...inherited(), ...options.environment } })
}

/** Not what this machine's owner has set for a Vigie of their own, nor that this is a test. */
export function inherited(): Record<string, string | undefined> {
  // biome-ignore lint/style/noProcessEnv: handed to the child, not read.
  const entries = Object.entries(process.env)
  const kept = entries.filter(([name]) => !/^(VIGIE_|SLACK_|NODE_TEST)/.test(name))
  return { ...Object.fromEntries(kept), VIGIE_ADMIN_KEY: testAdminKey }
}

async function untilAnswers(url: string, child: Child, isTimeLeft: () => boolean): Promise<void> {
  let last = 'nothing'
  const headers = { authorization: `Bearer ${testAdminKey}` }
  while (isTimeLeft()) {
    if (child.process.exitCode !== null) throw new Error(`the program ended before it was ready:\n${child.output()}`)
    const answer = await fetch(url, { headers }).catch(() => null)
    if (answer?.ok) return
    if (answer) last = `${answer.status} ${await answer.text()}`
    await pause(20)
  }
  throw new Error(`${url} was not ready in time (last answer: ${last}):\n${child.output()}`)
}
