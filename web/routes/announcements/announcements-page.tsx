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
import { CallButton } from '../../design/actions/call-button.tsx'
import { ButtonLink } from '../../design/actions/link.tsx'
import { Card } from '../../design/card.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { More, QueryList } from '../../design/lists/query-result.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Badge } from '../../design/status.tsx'
import { Time, useNow } from '../../design/time.tsx'
import { announcementsWords } from '../../messages/announcements.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

const levelTones = { info: 'accent', warning: 'warn', critical: 'bad' } as const

export function AnnouncementsPage() {
  const words = useWords(announcementsWords)
  const responder = useMay()('responder')
  const announcements = usePagedQuery(ListAnnouncements, { query: { limit: 50 } })
  const write = responder ? (
    <ButtonLink to="/announcements/new" variant="primary" icon="plus" label={words.write} />
  ) : null
  return (
    <>
      <PageHeader page="announcements" intro={words.intro} actions={write} />
      <QueryList
        answer={announcements}
        lines={6}
        none={
          <Card>
            <EmptyState icon="megaphone" title={words.none} text={words.noneText} />
          </Card>
        }
        className="grid gap-3"
      >
        {one => (
          <li key={one.id} className="bg-surface border-line rounded-lg border p-4">
            <OneAnnouncement announcement={one} />
          </li>
        )}
      </QueryList>
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
      <Badge
        tone={planned ? 'hold' : 'ok'}
        quiet
        icon={planned ? 'calendar' : 'eye'}
        label={
          planned
            ? words.planned(format.dateTime(starts_at))
            : ends_at
              ? words.showingUntil(format.dateTime(ends_at))
              : words.showing
        }
      />
      <EndButton announcement={announcement} />
    </>
  )
}

/** At once, and back with one click: what was there before is known. */
function EndButton({ announcement: { id, title, ends_at } }: { announcement: Announcement }) {
  const words = useWords(announcementsWords)
  const responder = useMay()('responder')
  const changes = [ListAnnouncements, ListBanners]
  const params = { id }
  const restore = useApiMutation(ChangeBanner, { changes })
  if (!responder) return null
  return (
    <CallButton
      small
      icon="close"
      label={words.end}
      aria-label={words.endOf(title)}
      operation={EndBanner}
      input={{ params }}
      changes={changes}
      done={words.ended}
      undo={() => () => restore.mutate({ params, body: { ends_at } })}
    />
  )
}
