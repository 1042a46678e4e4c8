import { join } from 'node:path'
import { type Child, startChild } from './children.ts'
import { inherited } from './process.ts'

const program = join(import.meta.dirname, '..', '..', 'bin', 'vigie.js')

/** One `vigie` command as a child process. */
export function startCommand(folder: string, args: readonly string[]): Child {
  return startChild(process.execPath, [program, ...args], { cwd: folder, env: inherited() })
}

export async function runVigie(
  folder: string,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  const child = startCommand(folder, args)
  await new Promise(resolve => child.process.once('close', resolve))
  return { code: child.process.exitCode, output: child.output() }
}
