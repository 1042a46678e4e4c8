import type { Static, TObject } from 'typebox'
import * as pages from '../../contracts/pages.ts'
import * as statuspage from '../../contracts/statuspage.ts'
import { type Reply, type Served, serve } from '../../kit/service.ts'
import type { Answers, Asked } from './answers.ts'
import type { Language } from './language.ts'

/** What lies printed, by its address without a language. */
const printed = [
  ['/', pages.ShowStatusPage],
  ['/history', pages.ShowHistoryPage],
  ['/feed.atom', pages.ShowAtomFeed],
  ['/feed.rss', pages.ShowRssFeed],
  ['/calendar.ics', pages.ShowCalendar],
  ['/badge.svg', pages.ShowBadge],
] as const

/** Every address of the public site. */
export function serves(answers: Answers): readonly Served[] {
  return [
    ...printed.flatMap(([address, page]) =>
      inEachLanguage(page, ({ language, headers }) => answers.printed(address, language, headers)),
    ),
    ...inEachLanguage(pages.ShowIncidentPage, ({ language, params, headers }) =>
      answers.incident(language, params.id, headers),
    ),
    ...inEachLanguage(pages.ShowHistoryMonthPage, ({ language, params, headers }) =>
      answers.history(language, params.month, headers),
    ),
    ...inEachLanguage(pages.ShowComponentBadge, ({ language, params, headers }) =>
      answers.badge(language, params.component, headers),
    ),
    ...Object.values(statuspage).map(operation =>
      serve(operation, ({ headers }) => answers.printed(operation.path, null, headers)),
    ),
    ...inEachLanguage(pages.ShowNotFoundPage, ({ language, headers }) => answers.notFound(language, headers)),
  ]
}

function inEachLanguage<Params extends TObject>(
  localized: readonly pages.LocalizedPage<Params>[],
  show: (asked: { language: Language | null; params: Static<Params>; headers: Asked }) => Reply | Promise<Reply>,
): readonly Served[] {
  return localized.map(({ operation, language }) =>
    serve(operation, ({ params, headers }) => show({ language, params, headers })),
  )
}
