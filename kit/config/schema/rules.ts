import type { ConfigProblem, Service } from '../../service/service.ts'
import type { Problem } from '../problem.ts'
import type { Settings } from '../settings.ts'
import { type SchemaReader, wrong } from './schema-reader.ts'
import { settingsFaults } from './settings-rules.ts'

/**
 * The rules that schemas cannot say, on as much of the configuration as could be read; errors go to the reader, warnings
 * come back. What a schema already refused is not told again.
 */
export function applyRules(
  settings: Settings,
  configs: readonly unknown[],
  services: readonly Service[],
  reader: SchemaReader,
): Problem[] {
  const names = services.map(({ name }) => name)
  const faults: ConfigProblem[] = settingsFaults(settings, names)
  for (const [index, service] of services.entries()) {
    const config = configs[index]
    if (config === wrong) continue
    const said = ask(service, config, settings, reader)
    faults.push(...said.map(fault => ({ ...fault, path: reader.pathInFile(config, fault.path) })))
  }
  const fresh = faults.filter(({ path }) => !reader.hasTold(path))
  for (const { severity, path, message, hint } of fresh) if (severity !== 'warning') reader.report(path, message, hint)
  return fresh.filter(({ severity }) => severity === 'warning').map(fault => reader.problem(fault))
}

function ask(service: Service, config: unknown, settings: Settings, reader: SchemaReader): readonly ConfigProblem[] {
  try {
    return service.validate?.(config as Record<string, unknown>, settings) ?? []
  } catch (error) {
    // A rule may trip over a value that is refused already; over anything else it must not.
    if (reader.problems.length > 0) return []
    throw error
  }
}
