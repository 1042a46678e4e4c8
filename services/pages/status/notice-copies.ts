import {
  AnnouncementEnded,
  AnnouncementPublished,
  ListAnnouncements,
} from '../../../contracts/communications/announcements.ts'
import {
  ListMaintenances,
  MaintenanceChanged,
  MaintenanceEnded,
  MaintenanceScheduled,
  MaintenanceStarted,
} from '../../../contracts/incidents/maintenance.ts'
import { ChartDrawn } from '../../../contracts/metrics/charts.ts'
import { ListProviders, ProviderChanged } from '../../../contracts/providers.ts'
import { listed, told } from '../../../kit/read-copy/copy-definition.ts'
import type { SyncParts } from '../../../kit/read-copy/copy-sync.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import {
  announcementNews,
  chartNews,
  maintenanceNews,
  type NoticeKind,
  type NoticeKinds,
  providerNews,
} from './public-notices.ts'
import type { StatusCopy } from './status-copy.ts'

type NoticeCopies = { readonly [Kind in NoticeKind]: ReadCopy<NoticeKinds[Kind]> }

/** What other services say that is shown as it is. */
export const openNoticeCopies = (parts: SyncParts): NoticeCopies => ({
  maintenance: new ReadCopy(
    {
      name: 'maintenance',
      from: [MaintenanceScheduled, MaintenanceStarted, MaintenanceEnded, MaintenanceChanged].map(event =>
        told(event, maintenanceNews),
      ),
      backfill: { page: listed((call, query) => call(ListMaintenances, { query }), maintenanceNews) },
    },
    parts,
  ),
  announcement: new ReadCopy(
    {
      name: 'announcements',
      from: [AnnouncementPublished, AnnouncementEnded].map(event =>
        told(event, (data, time) => announcementNews(data, Date.parse(time))),
      ),
      backfill: {
        page: (call, cursor) => {
          // An announcement has no revision: what is told after the question is later than the answer.
          const asked = parts.clock.now()
          const page = listed(
            (_call, query) => call(ListAnnouncements, { query }),
            one => announcementNews(one, asked),
          )
          return page(call, cursor)
        },
      },
    },
    parts,
  ),
  provider: new ReadCopy(
    {
      name: 'providers',
      from: [told(ProviderChanged, providerNews)],
      backfill: {
        page: listed(
          (call, query) => call(ListProviders, { query }),
          one => providerNews({ ...one, archived: false }),
        ),
      },
    },
    parts,
  ),
  chart: new ReadCopy({ name: 'charts', from: [told(ChartDrawn, chartNews)] }, parts),
})

/** Keeps them in memory as well. */
export async function followNotices(copies: NoticeCopies, copy: StatusCopy, changed: () => void): Promise<void> {
  for (const [kind, notices] of Object.entries(copies)) {
    await notices.follow(({ key, value, gone }) => {
      copy.setNotice(kind as NoticeKind, key, gone ? undefined : value)
      changed()
    })
  }
}

/** Events tell what changed; that nothing did is worth knowing too. */
export async function askWhenProvidersWereAsked(copy: StatusCopy, { call, log }: SyncParts): Promise<void> {
  if (copy.notices('provider').length === 0) return
  try {
    const { items } = await call(ListProviders, { query: { limit: 500 } })
    copy.setCheckedAt(items.map(({ id, checked_at }) => [id, checked_at]))
  } catch (thrown) {
    log.debug({ reason: messageOf(thrown) }, 'when providers were asked is not known')
  }
}
