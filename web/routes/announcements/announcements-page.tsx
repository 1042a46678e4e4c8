import { Link } from '@tanstack/react-router'
import {
  type Announcement,
  ChangeBanner,
  EndBanner,
  ListAnnouncements,
  ListBanners,
} from '../../../contracts/communications/announcements.ts'
import { now } from '../../data/clock.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { useApiMutation } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { Button, buttonClass } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { Icon } from '../../design/icon.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { More, QueryResult } from '../../design/query-result.tsx'
import { Badge } from '../../design/status.tsx'
import { Time, useNow } from '../../design/time.tsx'
import { useToasts } from '../../design/toast.tsx'
import { announcementsWords } from '../../messages/announcements.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

export const levelTones = { info: 'accent', warning: 'warn', critical: 'bad' } as const

export function AnnouncementsPage() {
  const words = useWords(announcementsWords)
  const { pages } = useWords(navigationWords)
  const responder = useMay()('responder')
  const announcements = usePagedQuery(ListAnnouncements, { query: { limit: 50 } })
  const write = responder ? (
    <Link to="/announcements/new" className={buttonClass('primary')}>
      <Icon name="plus" />
      {words.write}
    </Link>
  ) : null
  return (
    <>
      <PageHeader title={pages.announcements} intro={words.intro} actions={write} />
      <QueryResult answer={announcements} lines={6}>
        {items => {
          if (items.length === 0) {
            return (
              <Card>
                <EmptyState icon="megaphone" title={words.none} text={words.noneText} />
              </Card>
            )
          }
          return (
            <ul className="grid gap-3">
              {items.map(one => (
                <li key={one.id} className="bg-surface border-line rounded-lg border p-4">
                  <OneAnnouncement announcement={one} />
                </li>
              ))}
            </ul>
          )
        }}
      </QueryResult>
      <More pages={announcements} />
    </>
  )
}

function OneAnnouncement({ announcement }: { announcement: Announcement }) {
  const words = useWords(announcementsWords)
  const { title, message, level, component, published_at } = announcement
  return (
    <article className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 className="min-w-0 font-semibold">{title}</h2>
        <Badge tone={levelTones[level]}>{words.levels[level]}</Badge>
      </div>
      <p className="whitespace-pre-line">{message}</p>
      <div className="text-muted flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
        <Time at={published_at} absolute />
        {component ? <span>{component.name}</span> : null}
        <BannerState announcement={announcement} />
      </div>
    </article>
  )
}

function BannerState({ announcement }: { announcement: Announcement }) {
  const words = useWords(announcementsWords)
  const format = useFormat()
  // What was ended a moment ago has ended, before the clock of the page moves on.
  const time = Math.max(useNow(), now())
  const { banner, starts_at, ends_at } = announcement
  if (!banner) return <span>{words.noBanner}</span>
  if (ends_at !== null && Date.parse(ends_at) <= time) return <span>{words.over}</span>
  const planned = Date.parse(starts_at) > time
  return (
    <>
      <Badge tone={planned ? 'hold' : 'ok'} quiet icon={planned ? 'calendar' : 'eye'}>
        {planned
          ? words.planned(format.dateTime(starts_at))
          : ends_at
            ? words.showingUntil(format.dateTime(ends_at))
            : words.showing}
      </Badge>
      <EndButton announcement={announcement} />
    </>
  )
}

/** At once, and back with one click: what was there before is known. */
function EndButton({ announcement: { id, title, ends_at } }: { announcement: Announcement }) {
  const words = useWords(announcementsWords)
  const toasts = useToasts()
  const responder = useMay()('responder')
  const changes = [ListAnnouncements, ListBanners]
  const restore = useApiMutation(ChangeBanner, { changes })
  const end = useApiMutation(EndBanner, {
    changes,
    onDone: () => toasts.done(words.ended, () => restore.mutate({ params: { id }, body: { ends_at } })),
  })
  if (!responder) return null
  return (
    <Button
      small
      icon="close"
      busy={end.isPending}
      aria-label={words.endOf(title)}
      onClick={() => end.mutate({ params: { id } })}
      label={words.end}
    />
  )
}
