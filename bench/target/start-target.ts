import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Answer, Counts, Manner, Order } from './protocol.ts'

/** Something to check, in a process of its own. Service number `i` is at `urlOf(i)`. */
export type BenchTarget = {
  readonly port: number
  readonly pid: number
  urlOf(service: number): string
  behave(manner: Manner, services?: readonly number[]): Promise<void>
  listen(on: boolean): Promise<void>
  failSingly(share: number): Promise<void>
  forget(): Promise<void>
  counts(): Promise<Counts>
  stop(): Promise<void>
}

/** `through`: a command to run it with, such as `['ip', 'netns', 'exec', 'x']`. */
type BenchTargetOptions = { readonly through?: readonly string[]; readonly host?: string }

export async function startBenchTarget({
  through = [],
  host = '127.0.0.1',
}: BenchTargetOptions = {}): Promise<BenchTarget> {
  const [command = process.execPath, ...before] = [...through, process.execPath]
  const child = spawn(command, [...before, join(import.meta.dirname, 'main.ts'), host], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const { port } = await answerOf(child)
  const order = async (what: Order): Promise<Answer> => {
    const answer = answerOf(child)
    child.send(what)
    return answer
  }
  return {
    port,
    pid: child.pid ?? 0,
    urlOf: service => `http://${host}:${port}/?i=${service}`,
    behave: async (manner, services) => void (await order({ kind: 'behave', manner, ...(services && { services }) })),
    listen: async on => void (await order({ kind: 'listen', on })),
    failSingly: async share => void (await order({ kind: 'fail-singly', share })),
    forget: async () => void (await order({ kind: 'forget' })),
    counts: async () => {
      const { counts } = await order({ kind: 'count' })
      if (!counts) throw new Error('the target did not count')
      return counts
    },
    stop: () =>
      new Promise(resolve => {
        child.once('exit', () => resolve())
        child.disconnect()
      }),
  }
}

/** Orders are given one at a time, so the next message is the answer. */
function answerOf(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const failed = (code: number | null) => reject(new Error(`the target process ended (${code})`))
    child.once('exit', failed)
    child.once('message', answer => {
      child.off('exit', failed)
      resolve(answer as Answer)
    })
  })
}
