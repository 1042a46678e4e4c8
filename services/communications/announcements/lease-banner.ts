import {
  type Announcement,
  AnnouncementEnded,
  AnnouncementPublished,
} from '../../../contracts/communications/announcements.ts'
import type { FlagLease } from '../../../contracts/flags/flag-leases.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import { componentRef } from '../public-status/resolve-components.ts'
import type { StatusCopies } from '../public-status/status-copies.ts'
import type { AnnouncementStore } from './announcement-store.ts'

type Deps = {
  readonly announcements: AnnouncementStore
  readonly copies: StatusCopies
  readonly clock: Clock
  readonly publish: Context['publish']
}

const running: readonly FlagLease['state'][] = ['active', 'quiet', 'asking']

/**
 * While an incident forces a flag, the pages say what is reduced; nobody is sent anything. In the transaction that
 * handles it. Events of one lease come late and in any order: what is over is written down as over, and never begins again.
 */
export async function updateLeaseBanner(lease: FlagLease, deps: Deps): Promise<void> {
  if (lease.banner === '') return
  const { announcements, publish, clock } = deps
  const known = await announcements.find(lease.id)
  const isRunning = running.includes(lease.state)
  if (!known) {
    const banner = await bannerOf(lease, deps)
    await announcements.add(banner)
    if (isRunning) await publish(fact(AnnouncementPublished, banner.id, { ...banner, quiet: true }))
    return
  }
  const now = iso(clock.now())
  if (isRunning || (known.ends_at !== null && known.ends_at <= now)) return
  await announcements.end(lease.id, now)
  await publish(fact(AnnouncementEnded, lease.id, { ...known, ends_at: now }))
}

async function bannerOf(lease: FlagLease, { copies, clock }: Deps): Promise<Announcement> {
  const component = (await copies.components.all()).find(({ slug }) => slug === lease.component)
  return {
    id: lease.id,
    title: lease.banner,
    message: lease.banner,
    state: 'degraded_performance',
    level: 'warning',
    component: component ? componentRef(component) : null,
    incident_id: lease.incident_id,
    banner: true,
    starts_at: lease.taken_at,
    // It does not end with the incident, but after a quiet time; at the latest with the lease.
    ends_at: lease.ended_at ?? lease.expires_at,
    published_at: iso(clock.now()),
  }
}
