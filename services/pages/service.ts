import { join } from 'node:path'
import { type Static, type TObject, Type } from 'typebox'
import { ComponentChanged, IncidentOpened, IncidentResolved, IncidentUpdated } from '../../contracts/incidents.ts'
import {
  type LocalizedPage,
  ShowHistoryMonthPage,
  ShowHistoryPage,
  ShowIncidentPage,
  ShowNotFoundPage,
  ShowStatusPage,
} from '../../contracts/pages.ts'
import { defineService, every, type Reply, react, type Served, serve } from '../../kit/service.ts'
import type { Asked } from './answers.ts'
import type { Language } from './language.ts'
import * as createPublicCopy from './migrations/0001-create-public-copy.ts'
import * as keepHistory from './migrations/0002-keep-history.ts'
import { PublicSite } from './public-site.ts'

/** What everybody may see: the status of everything, in French and English, from a copy that outlives all others. */
export const pages = defineService({
  name: 'pages',
  config: Type.Object({
    pages: Type.Object(
      { title: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Whose services these are.' })) },
      { default: {}, additionalProperties: false, description: 'The public pages.' },
    ),
  }),
  migrations: { '0001-create-public-copy': createPublicCopy, '0002-keep-history': keepHistory },

  async start({ config, settings, store, call, log, clock, data_directory }) {
    const { language, time_zone, public_url } = settings
    const site = await PublicSite.open({
      site: { title: config.pages.title ?? null, language, time_zone, url: public_url?.replace(/\/+$/, '') ?? null },
      folder: join(data_directory, 'public'),
      store,
      call,
      log,
      clock,
    })
    const { answers } = site
    return {
      serves: [
        ...inEachLanguage(ShowStatusPage, ({ language, headers }) => answers.printed('/', language, headers)),
        ...inEachLanguage(ShowIncidentPage, ({ language, params, headers }) =>
          answers.incident(language, params.id, headers),
        ),
        ...inEachLanguage(ShowHistoryPage, ({ language, headers }) => answers.printed('/history', language, headers)),
        ...inEachLanguage(ShowHistoryMonthPage, ({ language, params, headers }) =>
          answers.history(language, params.month, headers),
        ),
        ...inEachLanguage(ShowNotFoundPage, ({ language, headers }) => answers.notFound(language, headers)),
      ],
      reacts: [
        react(ComponentChanged, event => site.componentChanged(event.data)),
        react(IncidentOpened, event => site.incidentChanged(event.data)),
        react(IncidentUpdated, event => site.incidentChanged(event.data)),
        react(IncidentResolved, event => site.incidentChanged(event.data)),
      ],
      repeats: [
        every(1_000, 'draw the days of what changed', () => site.second()),
        every(60_000, 'print what time changed', () => site.minute()),
      ],
      metrics: () => site.metrics(),
      begin: () => site.begin(),
      stop: () => site.stop(),
    }
  },
})

function inEachLanguage<Params extends TObject>(
  pages: readonly LocalizedPage<Params>[],
  show: (asked: { language: Language | null; params: Static<Params>; headers: Asked }) => Reply | Promise<Reply>,
): readonly Served[] {
  return pages.map(({ operation, language }) =>
    serve(operation, ({ params, headers }) => show({ language, params, headers })),
  )
}
