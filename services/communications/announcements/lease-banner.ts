import { type Announcement, AnnouncementEnded, AnnouncementPublished } from '../../../contracts/announcements.ts'
import type { FlagLease } from '../../../contracts/flag-leases.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Announcements } from './announce.ts'

const running: readonly FlagLease['state'][] = ['active', 'quiet', 'asking']

/**
 * While an incident forces a flag, the pages say what is reduced; nobody is sent anything. In the transaction that hears
 * it. News of one lease comes late and in any order: what is over is written down as over, and never begins again.
 */
export async function updateLeaseBanner(lease: FlagLease, work: Announcements): Promise<void> {
  if (lease.banner === '') return
  const { announcements, publish, clock } = work
  const known = await announcements.find(lease.id)
  const isRunning = running.includes(lease.state)
  if (!known) {
    const banner = await bannerOf(lease, work)
    await announcements.add(banner)
    if (isRunning) await publish(fact(AnnouncementPublished, banner.id, { ...banner, quiet: true }))
    return
  }
  const now = iso(clock.now())
  if (isRunning || (known.ends_at !== null && known.ends_at <= now)) return
  await announcements.end(lease.id, now)
  await publish(fact(AnnouncementEnded, lease.id, { ...known, ends_at: now }))
}

async function bannerOf(lease: FlagLease, { copies, clock }: Announcements): Promise<Announcement> {
  const component = (await copies.components.all()).find(({ slug }) => slug === lease.component)
  return {
    id: lease.id,
    title: lease.banner,
    message: lease.banner,
    state: 'degraded_performance',
    level: 'warning',
    component: component ? { id: component.id, slug: component.slug, name: component.name } : null,
    incident_id: lease.incident_id,
    banner: true,
    starts_at: lease.taken_at,
    // It does not end with the incident, but after a quiet time; at the latest with the lease.
    ends_at: lease.ended_at ?? lease.expires_at,
    published_at: iso(clock.now()),
  }
}
