import type { Environment } from '../config/environment.ts'
import { type Problem, problemAtPath } from '../config/problem.ts'
import { type Settings, settingsThatWait } from '../config/settings.ts'
import { inEnglish } from '../messages/kit-catalogue.ts'
import type { RuntimeInfo } from '../runtime/runtime-info.ts'
import type { ConfigProblem, Context, Service, Started } from './service.ts'

/** The configuration as `loadConfig` answers it: one value per service, already checked. */
export type Configuration = {
  readonly settings: Settings
  readonly values: ReadonlyMap<string, unknown>
  readonly base_directory: string
  readonly placeOf: Context['placeOf']
  /** Variables that name a proxy. */
  readonly environment?: Environment
  /** What it holds that may not be shown anywhere. */
  readonly secrets?: readonly string[]
  /** For people who ask what is in force; nothing else depends on them. */
  readonly file?: string | null
  readonly warnings?: readonly Problem[]
}

const isMistake = ({ severity }: ConfigProblem): boolean => severity !== 'warning'

/** Asks every service before any applies it. Answers everything wrong with it, or nothing when it is in force. */
export async function reload(
  running: readonly { readonly service: Service; readonly started: Started }[],
  next: Configuration,
  done: () => void,
): Promise<readonly ConfigProblem[]> {
  const problems: ConfigProblem[] = []
  for (const { service, started } of running) {
    problems.push(...((await started.checkReload?.(next.values.get(service.name))) ?? []))
  }
  if (problems.some(isMistake)) return problems
  for (const { service, started } of running) await started.reload?.(next.values.get(service.name), next.placeOf)
  done()
  return []
}

type InForce = { readonly configuration: Configuration }

export function noteInForce(
  record: RuntimeInfo,
  next: Configuration,
  { configuration, log, clock, redactor }: Pick<Context, 'log' | 'clock' | 'redactor'> & InForce,
): void {
  redactor.know('configuration', next.secrets ?? [])
  const waiting = settingsThatWait(configuration.settings, next)
  for (const problem of waiting) log.warn({ place: problem.place }, inEnglish(problemAtPath(problem)))
  record.inForce({ ...next, warnings: [...(next.warnings ?? []), ...waiting] }, clock.now())
}
