import { type TObject, type TSchema, type TString, Type } from 'typebox'
import { defineOperation, type Operation } from '../kit/operation.ts'

/** One page in each language: at the root in the default one, and under `/en/` and `/fr/`. */
export type LocalizedPage<Params extends TObject> = {
  readonly operation: Operation<Params, TObject, TSchema, TString>
  /** null: the configured language. */
  readonly language: 'en' | 'fr' | null
}

type Described<Params extends TObject> = {
  readonly name: string
  readonly path: string
  readonly summary: string
  readonly params: Params
  /** A page for people when left out. */
  readonly content?: string
}

function page<Params extends TObject>({
  name,
  path,
  summary,
  params,
  content = 'text/html; charset=utf-8',
}: Described<Params>): readonly LocalizedPage<Params>[] {
  const prefixes = [
    { language: null, prefix: '', suffix: '', words: '' },
    { language: 'en', prefix: '/en', suffix: 'InEnglish', words: ', in English' },
    { language: 'fr', prefix: '/fr', suffix: 'InFrench', words: ', in French' },
  ] as const
  return prefixes.map(({ language, prefix, suffix, words }) => ({
    language,
    operation: defineOperation({
      name: `${name}${suffix}`,
      service: 'pages',
      method: 'GET',
      path: `${prefix}${path}`,
      access: 'public',
      summary: `${summary}${words}`,
      params,
      content,
      output: Type.String(),
    }),
  }))
}

const params = Type.Object({})

export const ShowStatusPage = page({ name: 'ShowStatusPage', path: '/', summary: 'The status page', params })
export const ShowIncidentPage = page({
  name: 'ShowIncidentPage',
  path: '/incidents/:id',
  summary: 'The page of one incident',
  params: Type.Object({ id: Type.String({ maxLength: 100, description: 'Number or id.' }) }),
})
export const ShowHistoryPage = page({
  name: 'ShowHistoryPage',
  path: '/history',
  summary: 'The incidents of the last three months',
  params,
})
export const ShowHistoryMonthPage = page({
  name: 'ShowHistoryMonthPage',
  path: '/history/:month',
  summary: 'The incidents of three months, the last of which is this one',
  params: Type.Object({ month: Type.String({ maxLength: 100, description: '`2026-11`' }) }),
})
export const ShowAtomFeed = page({
  name: 'ShowAtomFeed',
  path: '/feed.atom',
  summary: 'The latest incidents as an Atom feed',
  params,
  content: 'application/atom+xml; charset=utf-8',
})
export const ShowRssFeed = page({
  name: 'ShowRssFeed',
  path: '/feed.rss',
  summary: 'The latest incidents as an RSS feed',
  params,
  content: 'application/rss+xml; charset=utf-8',
})
export const ShowCalendar = page({
  name: 'ShowCalendar',
  path: '/calendar.ics',
  summary: 'Planned maintenance as an iCalendar',
  params,
  content: 'text/calendar; charset=utf-8',
})
export const ShowBadge = page({
  name: 'ShowBadge',
  path: '/badge.svg',
  summary: 'The state of everything as a badge',
  params,
  content: 'image/svg+xml; charset=utf-8',
})
export const ShowComponentBadge = page({
  name: 'ShowComponentBadge',
  path: '/badge/:component',
  summary: 'The state of one component as a badge',
  params: Type.Object({ component: Type.String({ maxLength: 250, description: 'Id or slug, and `.svg`.' }) }),
  content: 'image/svg+xml; charset=utf-8',
})
/** Whatever nobody else answers: a page for people, a problem for programs. */
export const ShowNotFoundPage = page({
  name: 'ShowNotFoundPage',
  path: '/*',
  summary: 'There is no such page',
  params,
})
