import { readFileSync } from 'node:fs'
import { runCommandLine } from './kit/commands/command-line.ts'
import { communications } from './services/communications/service.ts'
import { incidents } from './services/incidents/service.ts'
import { monitor } from './services/monitor/service.ts'
import { pages } from './services/pages/service.ts'

/** The table of contents of the system: what one process can run. */
export const services = [monitor, incidents, communications, pages]

export async function main(argv: readonly string[]): Promise<void> {
  const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'))
  process.exitCode = await runCommandLine({ version, services }, argv)
}

if (import.meta.main) await main(process.argv.slice(2))
