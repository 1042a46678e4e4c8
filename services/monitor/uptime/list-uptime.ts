import type { Uptime } from '../../../contracts/monitor.ts'
import { turnOfOthersWhenLong } from '../../../kit/runtime/loop-turns.ts'
import type { WatchedChecks } from '../scheduling/check-runtime.ts'
import type { UptimeBook } from './uptime-cache.ts'

/** Of the named components, or of all; in slices, so that no look waits for it. */
export async function listUptime(
  { checks, uptime }: { checks: WatchedChecks; uptime: UptimeBook },
  { days = 90, components }: { days?: number; components?: string },
): Promise<{ items: { component: string; uptime: Uptime }[] }> {
  const named = components?.split(',')
  const wanted = named ? named.flatMap(slug => checks.find(slug.trim()) ?? []) : checks.ordered()
  const items: { component: string; uptime: Uptime }[] = []
  for (const { check } of wanted) {
    items.push({ component: check.slug, uptime: await uptime.read(check.id, days) })
    await turnOfOthersWhenLong()
  }
  return { items }
}
