import { join } from 'node:path'
import { Type } from 'typebox'
import {
  ComponentChanged,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../contracts/incidents/incidents.ts'
import { basePath } from '../../kit/http/base-path.ts'
import { counter, gauge, type Metrics } from '../../kit/metrics/metrics.ts'
import { dropTables } from '../../kit/read-copy/copy-table.ts'
import { every } from '../../kit/schedule/schedule.ts'
import { defineService, react } from '../../kit/service/service.ts'
import { liveReactions } from './live/live-reactions.ts'
import { heartbeatMs, LiveStreams, serveLive } from './live/live-streams.ts'
import * as createPublicCopy from './migrations/0001-create-public-copy.ts'
import * as keepHistory from './migrations/0002-keep-history.ts'
import * as createPublicNotice from './migrations/0003-create-public-notice.ts'
import { PublicSite } from './public-site.ts'
import { routes } from './requests/routes.ts'

/** What everybody may see: the status of everything, in French and English, from a copy that outlives all others. */
export const pages = defineService({
  name: 'pages',
  rebuildable: true,
  config: Type.Object({
    pages: Type.Object(
      {
        title: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Whose services these are.' })),
        live: Type.Object(
          {
            connections: Type.Integer({
              default: 2_000,
              minimum: 0,
              description: 'Open streams, of all together; a quarter is kept for those who are signed in.',
            }),
            per_address: Type.Integer({
              default: 50,
              minimum: 0,
              description:
                'Of one address (IPv6: a /64), or of one who is signed in. Of a /24 (/48) four times as many.',
            }),
          },
          { default: {}, additionalProperties: false, description: 'The live stream, /api/v1/live.' },
        ),
      },
      { default: {}, additionalProperties: false, description: 'The public pages.' },
    ),
    smtp: Type.Optional(Type.Object({}, { description: 'With a mail server people can subscribe by e-mail.' })),
  }),
  migrations: {
    '0001-create-public-copy': createPublicCopy,
    '0002-keep-history': keepHistory,
    '0003-create-public-notice': createPublicNotice,
    '0004-drop-public-notice': dropTables('public_notice'),
  },

  async start({ config, settings, store, call, log, clock, metrics, data_directory, listens_at, storage }) {
    const { language, time_zone, public_url } = settings
    const url = public_url?.replace(/\/+$/, '') ?? null
    const site = await PublicSite.open({
      site: { title: config.pages.title ?? null, language, time_zone, url, base: basePath(url), listens_at },
      folder: join(data_directory, 'public'),
      store,
      call,
      log,
      clock,
      storage,
      mails: config.smtp !== undefined && public_url !== undefined,
    })
    const streams = new LiveStreams({ clock, ...config.pages.live })
    declareMetrics(metrics, site, streams)
    return {
      serves: [...routes(site.handlers, site.forms), serveLive(streams)],
      cached: site.cached,
      reacts: [
        react(ComponentChanged, event => site.componentChanged(event.data)),
        react(IncidentOpened, event => site.incidentChanged(event.data)),
        react(IncidentUpdated, event => site.incidentChanged(event.data)),
        react(IncidentResolved, event => site.incidentChanged(event.data)),
        ...site.noticeCopies.flatMap(copy => copy.reactions),
        ...liveReactions(streams, store),
      ],
      schedules: [
        ...site.noticeCopies.flatMap(copy => copy.schedules),
        every(1_000, 'draw the days of what changed', () => site.eachSecond()),
        every(15_000, 'see who else is there', () => site.discoverServices()),
        every(60_000, 'render what time changed', () => site.eachMinute()),
        every(heartbeatMs, 'say that the live stream lives', () => streams.beat()),
      ],
      onReady: () => site.begin(),
      stop: () => {
        streams.stop()
        return site.stop()
      },
    }
  },
})

function declareMetrics(metrics: Metrics, site: PublicSite, streams: LiveStreams): void {
  metrics.read(
    {
      vigie_pages_printings_total: counter('How often public pages were rendered.'),
      vigie_pages_print_failures_total: counter('Renderings that failed; the pages of before stay.'),
      vigie_live_connections: gauge('Listeners of the live stream.'),
      vigie_live_dropped_total: counter('Listeners let go because they read too slowly.'),
    },
    () => ({
      vigie_pages_printings_total: site.renderings,
      vigie_pages_print_failures_total: site.failures,
      vigie_live_connections: streams.size,
      vigie_live_dropped_total: streams.dropped,
    }),
  )
}
