import { slugOf } from '../../../contracts/slug.ts'
import type { ConfigProblem } from '../../../kit/service/service.ts'
import type { MonitorConfig } from '../config.ts'
import type { WatchedChecks } from '../scheduling/check-runtime.ts'
import { toDefinition } from './definition.ts'

/** Services of the file whose name a check of the API has already. */
export function rivals({ services }: MonitorConfig, checks: WatchedChecks): ConfigProblem[] {
  return services.flatMap((item, index) => {
    const { name } = toDefinition(item)
    const rival = checks.find(slugOf(name))
    if (rival?.check.origin !== 'api') return []
    const message = `"${name}" is already watched by a check that was made over the API; delete that one, or rename this`
    return [{ path: ['services', index, 'name'], message }]
  })
}
