import type { StoredEnvironment } from '../definitions/flag.ts'
import { forcedBy } from '../leases/active-overrides.ts'
import type { Work } from '../work.ts'
import type { Loaded } from './flag-cache.ts'

/** One environment as the database has it. */
export async function loadPlace(work: Work, environment: StoredEnvironment): Promise<Loaded> {
  const place = { project: environment.project, environment: environment.name }
  return {
    environment,
    flags: new Map((await work.flags.flagsOf(place)).map(flag => [flag.key, flag])),
    segments: new Map((await work.flags.segmentsOf(place)).map(segment => [segment.key, segment])),
    forced: forcedBy(await work.leases.runningAt(place)),
  }
}
