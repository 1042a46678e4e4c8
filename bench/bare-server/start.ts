import { join } from 'node:path'
import { startChild } from '../../kit/testing/children.ts'
import { until } from '../../kit/testing/until.ts'

/** A request whose answer is sent to everybody. */
export type Imitated = {
  readonly url: string
  readonly method: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type BareServer = { readonly url: string; readonly pid: number; stop(): Promise<unknown> }

export async function startBareServer(imitated: Imitated): Promise<BareServer> {
  const child = startChild(process.execPath, [join(import.meta.dirname, 'main.ts'), JSON.stringify(imitated)])
  await until('the bare server', () => child.output().trim() !== '')
  return {
    url: `http://127.0.0.1:${child.output().trim()}`,
    pid: child.process.pid ?? 0,
    stop: () => child.stop(),
  }
}
