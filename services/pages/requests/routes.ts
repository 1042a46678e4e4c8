import type { Static, TObject } from 'typebox'
import { PreviewBanner } from '../../../contracts/communications/announcements.ts'
import type { Language } from '../../../contracts/messages/tables.ts'
import * as pages from '../../../contracts/pages/pages.ts'
import * as statuspage from '../../../contracts/pages/statuspage.ts'
import { type Reply, type Served, serve } from '../../../kit/service/service.ts'
import type { Forms } from './forms.ts'
import type { Asked, PageHandlers } from './page-handlers.ts'

/** What lies rendered, by its address without a language. */
const rendered = [
  ['/', pages.ShowStatusPage],
  ['/history', pages.ShowHistoryPage],
  ['/feed.atom', pages.ShowAtomFeed],
  ['/feed.rss', pages.ShowRssFeed],
  ['/calendar.ics', pages.ShowCalendar],
  ['/badge.svg', pages.ShowBadge],
  ['/subscribe', pages.ShowSubscribePage],
  ['/embed', pages.ShowEmbedPage],
  ['/embed/status', pages.ShowEmbedFrame],
] as const
/** What lies rendered when there is something to say, or somebody to hear it. */
const sometimes = [
  ['/providers', pages.ShowProvidersPage],
  ['/charts', pages.ShowChartsPage],
  ['/contact', pages.ShowContactPage],
  ['/contact/sent', pages.ShowContactSentPage],
  ['/subscribe/sent', pages.ShowSubscribeSentPage],
] as const

/** Every address of the public site. */
export function routes(handlers: PageHandlers, forms: Forms): readonly Served[] {
  return [
    ...rendered.flatMap(([address, page]) =>
      inEachLanguage(page, ({ language, headers }) => handlers.rendered(address, language, headers)),
    ),
    ...sometimes.flatMap(([address, page]) =>
      inEachLanguage(page, ({ language, headers }) => handlers.optional(address, language, headers)),
    ),
    ...inEachLanguage(pages.ShowChartPage, ({ language, params, headers }) =>
      handlers.optional(`/charts/${params.name}`, language, headers),
    ),
    ...inEachLanguage(pages.ShowChartFrame, ({ language, params, headers }) =>
      handlers.optional(`/embed/charts/${params.name}`, language, headers),
    ),
    ...pages.ShowShortChart.map(({ operation, language }) =>
      serve(operation, ({ headers }) => {
        const name = operation.path.split('/').at(-1)
        return handlers.optional(`/charts/${name}`, language, headers)
      }),
    ),
    ...inEachLanguage(pages.ShowReportsPage, ({ language, params, headers }) =>
      handlers.reports(language, params.component, headers),
    ),
    ...inEachLanguage(pages.ShowReportSentPage, ({ language, params, headers }) =>
      handlers.reportSent(language, params.component, headers),
    ),
    ...pages.SendReportForm.map(({ operation, language: wanted }) =>
      serve(operation, ({ params, headers, body }) => forms.report(params.component, { wanted, headers, body })),
    ),
    ...pages.SendContactForm.map(({ operation, language: wanted }) =>
      serve(operation, ({ headers, body }) => forms.contact({ wanted, headers, body })),
    ),
    ...pages.SendSubscribeForm.map(({ operation, language: wanted }) =>
      serve(operation, ({ headers, body }) => forms.subscribe({ wanted, headers, body })),
    ),
    ...inEachLanguage(pages.ShowIncidentPage, ({ language, params, headers }) =>
      handlers.incident(language, params.id, headers),
    ),
    ...inEachLanguage(pages.ShowHistoryMonthPage, ({ language, params, headers }) =>
      handlers.history(language, params.month, headers),
    ),
    ...inEachLanguage(pages.ShowComponentBadge, ({ language, params, headers }) =>
      handlers.badge(language, params.component, headers),
    ),
    serve(PreviewBanner, ({ body }) => handlers.preview(body)),
    ...[pages.ShowRobots, pages.ShowScript, ...Object.values(statuspage)].map(operation =>
      serve(operation, ({ headers }) => handlers.rendered(operation.path, null, headers)),
    ),
    ...inEachLanguage(pages.ShowNotFoundPage, ({ language, headers }) => handlers.notFound(language, headers)),
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
