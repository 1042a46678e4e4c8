import { v7 as uuid } from 'uuid'
import {
  type Announce,
  type Announcement,
  AnnouncementEnded,
  AnnouncementPublished,
  type ChangeBanner,
  type ListAnnouncements,
} from '../../../contracts/communications/announcements.ts'
import { fieldProblem, invalid, notFound } from '../../../contracts/refusals.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import { resolveComponents } from '../public-status/resolve-components.ts'
import type { StatusCopies } from '../public-status/status-copies.ts'
import { levelOf, mostUrgentFirst, stateOf } from './announcement.ts'
import { type AnnouncementStore, shown } from './announcement-store.ts'

type Deps = {
  readonly store: Store
  readonly announcements: AnnouncementStore
  readonly clock: Clock
  readonly publish: Context['publish']
}

/** Everything else (channels, subscribers, webhooks, pages) follows from the event, in this service too. */
export async function announce(
  body: Input<typeof Announce>['body'],
  deps: Deps & { readonly copies: StatusCopies },
): Promise<Announcement> {
  const { store, announcements, copies, clock, publish } = deps
  const [component = null] = body.component ? await resolveComponents([body.component], 'body.component', copies) : []
  const now = iso(clock.now())
  const { starts_at, ends_at } = spanOf(body, now)
  const announcement: Announcement = {
    id: uuid(),
    title: body.title.trim(),
    message: body.message.trim(),
    state: stateOf(body.state),
    level: body.level ?? levelOf(body.state),
    component,
    incident_id: body.incident_id ? await incidentId(body.incident_id, copies) : null,
    banner: body.banner ?? false,
    starts_at,
    ends_at,
    published_at: now,
  }
  await store.transaction(async () => {
    await announcements.add(announcement)
    await publish(fact(AnnouncementPublished, announcement.id, announcement))
  })
  return announcement
}

type Span = { readonly starts_at?: string; readonly ends_at?: string }

function spanOf({ starts_at, ends_at }: Span, now: string) {
  const start = starts_at === undefined ? now : iso(Date.parse(starts_at))
  const end = ends_at === undefined ? null : iso(Date.parse(ends_at))
  if (end !== null && end <= start) {
    throw invalid(
      'communications.end-before-start',
      {},
      {
        fields: [fieldProblem('body.ends_at', 'problem.later-than', { time: start })],
      },
    )
  }
  return { starts_at: start, ends_at: end }
}

async function incidentId(named: string, copies: StatusCopies): Promise<string> {
  const incident = await copies.incidents.named(named)
  if (incident) return incident.id
  throw invalid(
    'communications.no-such-incident',
    { name: named },
    {
      fields: [fieldProblem('body.incident_id', 'problem.names-no-incident', { name: named })],
    },
  )
}

const pages = pagesOf(
  cursorOf('communications.announcements', 'number', 'communications.invalid-cursor'),
  ({ seq }: { readonly seq: number }) => seq,
)

/** Newest first. */
export async function listAnnouncements(
  query: Input<typeof ListAnnouncements>['query'],
  { announcements }: Pick<Deps, 'announcements'>,
): Promise<Output<typeof ListAnnouncements>> {
  const { items, next_cursor } = await pages(query, from => announcements.list(from))
  return { items: items.map(shown), next_cursor }
}

export async function listBanners({ announcements, clock }: Pick<Deps, 'announcements' | 'clock'>) {
  return (await announcements.banners(iso(clock.now()))).toSorted(mostUrgentFirst)
}

export function endBanner(id: string, { store, announcements, clock, publish }: Deps): Promise<null> {
  return store.transaction(async () => {
    const banner = await announcements.find(id)
    if (!banner?.banner) throw noBanner(id)
    const now = iso(clock.now())
    if (banner.ends_at === null || banner.ends_at > now) {
      await announcements.end(id, now)
      await publish(fact(AnnouncementEnded, id, { ...banner, ends_at: now }))
    }
    return null
  })
}

export async function changeBanner(
  { params: { id }, body: { ends_at } }: Pick<Input<typeof ChangeBanner>, 'params' | 'body'>,
  { store, announcements, publish }: Omit<Deps, 'clock'>,
): Promise<Announcement> {
  return store.transaction(async () => {
    const banner = await announcements.find(id)
    if (!banner?.banner) throw noBanner(id)
    const changed = {
      ...banner,
      ...spanOf({ starts_at: banner.starts_at, ...(ends_at === null ? {} : { ends_at }) }, banner.starts_at),
    }
    await announcements.end(id, changed.ends_at)
    await publish(fact(AnnouncementEnded, id, changed))
    return changed
  })
}

const noBanner = (id: string) => notFound('communications.banner-not-found', { id })

/** What was announced of an incident ends with it, unless somebody said when. In the transaction that handles it. */
export async function endBannersOf(incident_id: string, deps: Deps): Promise<void> {
  for (const { id } of await deps.announcements.openOf(incident_id)) await endBanner(id, deps)
}
