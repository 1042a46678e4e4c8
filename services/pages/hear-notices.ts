import { AnnouncementEnded, AnnouncementPublished, ListAnnouncements } from '../../contracts/announcements.ts'
import {
  ListMaintenances,
  MaintenanceChanged,
  MaintenanceEnded,
  MaintenanceScheduled,
  MaintenanceStarted,
} from '../../contracts/maintenance.ts'
import { ListProviders, ProviderChanged } from '../../contracts/providers.ts'
import { messageOf } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import { type Call, type Reaction, react } from '../../kit/service.ts'
import type { Store } from '../../kit/store.ts'
import type { NoticeStore } from './notice-store.ts'
import {
  announcementNotice,
  maintenanceNotice,
  type Notice,
  type NoticeKind,
  providerNotice,
} from './public-notices.ts'
import type { StatusCopy } from './status-copy.ts'

export type NoticesParts = {
  readonly copy: StatusCopy
  readonly notices: NoticeStore
  readonly store: Store
  readonly call: Call
  readonly log: Log
  readonly changed: () => void
}

/** What is told of each kind. */
export function noticeReactions(parts: NoticesParts): readonly Reaction[] {
  const maintenances = [MaintenanceScheduled, MaintenanceStarted, MaintenanceEnded, MaintenanceChanged]
  const announcements = [AnnouncementPublished, AnnouncementEnded]
  return [
    ...maintenances.map(event => react(event, ({ data }) => hear(parts, maintenanceNotice(data)))),
    ...announcements.map(event =>
      react(event, ({ data, time }) => hear(parts, announcementNotice(data, Date.parse(time)))),
    ),
    react(ProviderChanged, ({ data }) => hear(parts, providerNotice(data))),
  ]
}

async function hear({ copy, notices, store, changed }: NoticesParts, notice: Notice): Promise<void> {
  await notices.keep(notice)
  store.afterCommit(() => {
    if (copy.keepNotice(notice)) changed()
  })
}

/** What was told before we heard our first event, of each kind by the service that tells it. */
const questions: Readonly<Record<NoticeKind, (call: Call) => Promise<readonly Notice[]>>> = {
  maintenance: async call => (await call(ListMaintenances, { query: { limit: 100 } })).items.map(maintenanceNotice),
  // Whatever an event says of it was said later.
  announcement: async call =>
    (await call(ListAnnouncements, { query: { limit: 100 } })).items.map(one => announcementNotice(one, 0)),
  provider: async call =>
    (await call(ListProviders, { query: { limit: 500 } })).items.map(one =>
      providerNotice({ ...one, revision: -1, archived: false }),
    ),
}

/** Events tell what changed; that nothing did is worth knowing too. */
export async function askWhenProvidersWereAsked({ copy, call, log }: NoticesParts): Promise<void> {
  if (copy.knowsNo('provider')) return
  try {
    const { items } = await call(ListProviders, { query: { limit: 500 } })
    copy.keepAsked(items.map(({ id, checked_at }) => [id, checked_at]))
  } catch (thrown) {
    log.debug({ reason: messageOf(thrown) }, 'when providers were asked is not known')
  }
}

/** For kinds of which nothing is known. Services that do not run are asked again later. */
export async function askForNotices({ copy, notices, store, call, log, changed }: NoticesParts): Promise<void> {
  for (const [kind, ask] of Object.entries(questions)) {
    if (!copy.knowsNo(kind as NoticeKind)) continue
    const told = await ask(call).catch(thrown => {
      log.debug({ kind, reason: messageOf(thrown) }, 'what there is cannot be asked; events will say')
      return []
    })
    if (told.length === 0) continue
    await store.transaction(async () => {
      for (const notice of told) await notices.keep(notice)
    })
    for (const notice of told) copy.keepNotice(notice)
    changed()
  }
}
