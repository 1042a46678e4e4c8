import { inEnglish } from '../messages/kit-catalogue.ts'
import { type Clock, iso } from '../runtime/clock.ts'
import { type DiskReader, type DiskSpace, isLow, lowMessage } from './disk-space.ts'
import { type Finding, type HealthStatus, worst } from './finding.ts'
import type { StoreWatch } from './store-watch.ts'

export type ServiceHealth = { readonly status: HealthStatus | 'starting'; readonly causes: readonly Finding[] }

export type ProcessHealth = {
  readonly status: ServiceHealth['status']
  readonly services: ReadonlyMap<string, ServiceHealth>
  readonly disk: DiskSpace | null
}

export type HealthParts = {
  readonly watch: StoreWatch
  /** What each service says of itself. */
  readonly checks: ReadonlyMap<string, () => readonly Finding[]>
  readonly data: string
  readonly disk: DiskReader
  readonly clock: Clock
  readonly isReady: () => boolean
}

/** Nothing of this program existed before: a clock that shows an earlier time was lost with the battery. */
const earliestSensible = Date.UTC(2025, 0, 1)

/** Worked out when somebody asks, from what is in memory and one look at the disk. */
export function readHealth({ watch, checks, data, disk, clock, isReady }: HealthParts): ProcessHealth {
  const conditions = watch.conditions()
  const space = disk()
  const ofAll = [...spaceFindings(data, space), ...clockFindings(clock)]
  const services = new Map<string, ServiceHealth>()
  for (const [name, check] of checks) {
    const { ok = true, code, cause, since = 0 } = conditions.get(name) ?? {}
    const store: Finding[] =
      ok || !code || !cause ? [] : [{ severity: 'failing', code, message: cause, since: iso(since) }]
    const causes = [...store, ...check(), ...ofAll]
    services.set(name, { status: isReady() ? worst(causes) : 'starting', causes })
  }
  const status = isReady() ? worst([...services.values()].flatMap(({ causes }) => causes)) : 'starting'
  return { status, services, disk: space }
}

function spaceFindings(data: string, space: DiskSpace | null): Finding[] {
  if (!space || !isLow(space, false)) return []
  return [{ severity: 'degraded', code: 'disk.low', message: inEnglish(lowMessage(data, space)), since: null }]
}

function clockFindings(clock: Clock): Finding[] {
  if (clock.now() >= earliestSensible) return []
  const message = `the clock of this machine shows ${iso(clock.now())}`
  return [{ severity: 'degraded', code: 'clock.implausible', message, since: null }]
}
