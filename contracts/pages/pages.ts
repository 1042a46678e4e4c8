import { type TObject, type TSchema, type TString, Type } from 'typebox'
import { type Language, languages } from '../../kit/messages/languages.ts'
import { defineOperation, type Operation } from '../../kit/service/operation.ts'

/** One page in each language: at the root in the default one, and under `/en/` and `/fr/`. */
export type LocalizedPage<Params extends TObject, Body extends TSchema = TSchema> = {
  readonly operation: Operation<Params, TObject, Body, TString>
  /** null: the configured language. */
  readonly language: Language | null
}

const names = new Intl.DisplayNames('en', { type: 'language' })
const prefixes = [
  { language: null, prefix: '', suffix: '', words: '' },
  ...languages.map(language => {
    const name = names.of(language)
    return { language, prefix: `/${language}`, suffix: `In${name}`, words: `, in ${name}` } as const
  }),
]

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

/** What the form of such a page sends: the answer leads on to the page that says thanks, or is the form with what is wrong. */
function form<Params extends TObject, Body extends TSchema>({
  name,
  path,
  summary,
  params,
  body,
}: Described<Params> & { readonly body: Body }): readonly LocalizedPage<Params, Body>[] {
  return prefixes.map(({ language, prefix, suffix, words }) => ({
    language,
    operation: defineOperation({
      name: `${name}${suffix}`,
      service: 'pages',
      method: 'POST',
      path: `${prefix}${path}`,
      access: 'public',
      form: true,
      body_limit: 65_536,
      status: 303,
      summary: `${summary}${words}`,
      params,
      body,
      content: 'text/html; charset=utf-8',
      output: Type.String(),
    }),
  }))
}

const params = Type.Object({})
const component = Type.Object({ component: Type.String({ maxLength: 200, description: 'Id or slug.' }) })
const text = Type.Optional(Type.String({ maxLength: 20_000 }))
/** Nobody sees it; programs fill it in. */
const trap = Type.Optional(Type.String({ maxLength: 1_000, description: 'Leave empty.' }))

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
export const ShowProvidersPage = page({
  name: 'ShowProvidersPage',
  path: '/providers',
  summary: 'What our providers say of themselves',
  params,
})
export const ShowChartsPage = page({ name: 'ShowChartsPage', path: '/charts', summary: 'The charts', params })
export const ShowChartPage = page({
  name: 'ShowChartPage',
  path: '/charts/:name',
  summary: 'One chart, with its values as a table',
  params: Type.Object({ name: Type.String({ maxLength: 100 }) }),
})
export const ShowChartFrame = page({
  name: 'ShowChartFrame',
  path: '/embed/charts/:name',
  summary: 'One chart alone, for a frame in another site',
  params: Type.Object({ name: Type.String({ maxLength: 100 }) }),
})
/** Charts that have an address of their own. */
export const ShowShortChart = [
  ...page({ name: 'ShowRapport', path: '/rapport', summary: 'The chart "rapport", as a line', params }),
  ...page({ name: 'ShowHistogramme', path: '/histogramme', summary: 'The chart "histogramme", of columns', params }),
  ...page({ name: 'ShowCommits', path: '/commits', summary: 'The chart "commits", minute by minute', params }),
]
export const ShowReportsPage = page({
  name: 'ShowReportsPage',
  path: '/reports/:component',
  summary: 'What people report of a component, and the form to report a problem',
  params: component,
})
export const SendReportForm = form({
  name: 'SendReportForm',
  path: '/reports/:component',
  summary: 'The form to report a problem',
  params: component,
  body: Type.Object(
    { category: text, comment: text, website: trap, salt: text, number: text, signature: text },
    { additionalProperties: false },
  ),
})
export const ShowReportSentPage = page({
  name: 'ShowReportSentPage',
  path: '/reports/:component/sent',
  summary: 'Thanks for a report',
  params: component,
})
export const ShowContactPage = page({
  name: 'ShowContactPage',
  path: '/contact',
  summary: 'The form to write to the team',
  params,
})
export const SendContactForm = form({
  name: 'SendContactForm',
  path: '/contact',
  summary: 'The form to write to the team',
  params,
  body: Type.Object(
    { first_name: text, last_name: text, email: text, message: text, website: trap },
    { additionalProperties: false },
  ),
})
export const ShowContactSentPage = page({
  name: 'ShowContactSentPage',
  path: '/contact/sent',
  summary: 'Thanks for a message',
  params,
})
export const ShowSubscribePage = page({
  name: 'ShowSubscribePage',
  path: '/subscribe',
  summary: 'How to subscribe: e-mail, feeds, calendar',
  params,
})
export const SendSubscribeForm = form({
  name: 'SendSubscribeForm',
  path: '/subscribe',
  summary: 'The form to subscribe by e-mail',
  params,
  body: Type.Object(
    {
      email: text,
      website: trap,
      components: Type.Optional(
        Type.Union([Type.String({ maxLength: 200 }), Type.Array(Type.String({ maxLength: 200 }), { maxItems: 500 })], {
          description: 'Slugs of the boxes that were ticked; none: everything.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
})
export const ShowSubscribeSentPage = page({
  name: 'ShowSubscribeSentPage',
  path: '/subscribe/sent',
  summary: 'A letter is on its way',
  params,
})
export const ShowEmbedPage = page({
  name: 'ShowEmbedPage',
  path: '/embed',
  summary: 'How to show the status on other sites',
  params,
})
export const ShowEmbedFrame = page({
  name: 'ShowEmbedFrame',
  path: '/embed/status',
  summary: 'The status in one line, to be framed by other sites',
  params,
})
export const ShowRobots = defineOperation({
  name: 'ShowRobots',
  service: 'pages',
  method: 'GET',
  path: '/robots.txt',
  access: 'public',
  summary: 'What search engines should leave alone',
  content: 'text/plain; charset=utf-8',
  output: Type.String(),
})
export const ShowScript = defineOperation({
  name: 'ShowScript',
  service: 'pages',
  method: 'GET',
  path: '/status.js',
  access: 'public',
  summary: 'The script of the public pages, which nothing needs: times of the reader, word of something new',
  content: 'text/javascript; charset=utf-8',
  output: Type.String(),
})
/** Whatever nobody else answers: a page for people, a problem for programs. */
export const ShowNotFoundPage = page({
  name: 'ShowNotFoundPage',
  path: '/*',
  summary: 'There is no such page',
  params,
})
