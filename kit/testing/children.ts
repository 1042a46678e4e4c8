import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { createServer, Socket } from 'node:net'

/** A program of the outside world that a test started. */
export type Child = {
  readonly process: ChildProcess
  /** What it wrote so far, both streams. */
  output(): string
  /** Ends it and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

const running = new Set<ChildProcess>()
const folders = new Set<string>()

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/**
 * Starts a program that does not outlive this process: `exit` kills it, and where the system can (Linux), the kernel does
 * when this process is killed itself.
 */
export function startChild(command: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const bound = existsSync('/usr/bin/setpriv') ? ['setpriv', '--pdeathsig', 'KILL', command] : [command]
  const [program = command, ...before] = bound
  const child = spawn(program, [...before, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-100_000)
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  running.add(child)
  const ended = new Promise<void>(resolve => {
    child.once('close', () => resolve())
    child.once('error', failure => {
      output += String(failure)
      resolve()
    })
  }).then(() => {
    running.delete(child)
  })
  return {
    process: child,
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      hold(child, true)
      child.kill(signal)
      await ended
    },
  }
}

/** The programs that run now, by their ids. */
export const startedChildren = (): number[] => [...running].flatMap(({ pid }) => pid ?? [])

/** Lets this process end although the child still runs; it is then killed by the `exit` handler. */
export const letGo = (child: Child): void => hold(child.process, false)

/** Its streams, too: a child has ended when they have. */
function hold(child: ChildProcess, holds: boolean): void {
  for (const part of [child, child.stdout, child.stderr]) {
    if (!(part instanceof Socket) && part !== child) continue
    if (holds) part.ref()
    else part.unref()
  }
}

/** Whether there is such a process. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Removed when this process ends, whatever happened. */
export function removeAtExit(folder: string): void {
  folders.add(folder)
}

/** A port of 127.0.0.1 that was free a moment ago, for programs that cannot be told "any". */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
