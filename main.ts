import { readFileSync } from 'node:fs'
import { word } from './contracts/messages/words.ts'
import { demoWorld } from './demo/demo-world.ts'
import { runCommandLine } from './kit/cli/command-line.ts'
import { packageFile } from './kit/service/host-routes.ts'
import { access } from './services/access/service.ts'
import { communications } from './services/communications/service.ts'
import { edge } from './services/edge/service.ts'
import { flags } from './services/flags/service.ts'
import { functions } from './services/functions/service.ts'
import { identity } from './services/identity/service.ts'
import { incidents } from './services/incidents/service.ts'
import { metrics } from './services/metrics/service.ts'
import { monitor } from './services/monitor/service.ts'
import { pages } from './services/pages/service.ts'
import { providers } from './services/providers/service.ts'
import { reports } from './services/reports/service.ts'

/** The table of contents of the system: what one process can run. */
export const services = [
  monitor,
  incidents,
  communications,
  identity,
  access,
  reports,
  providers,
  edge,
  metrics,
  flags,
  functions,
  pages,
]

export async function main(argv: readonly string[]): Promise<void> {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8'))
  process.exitCode = await runCommandLine({ version, services, word, demo: demoWorld }, argv)
}

if (import.meta.main) await main(process.argv.slice(2))
