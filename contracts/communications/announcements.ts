import { type Static, Type } from 'typebox'
import { LanguageSchema, Sentences } from '../../kit/messages/message-schema.ts'
import { defineEvent } from '../../kit/service/event.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import {
  ComponentRef,
  ComponentStatus,
  Impact,
  IncidentStatus,
  Nullable,
  Page,
  PageQuery,
  Time,
} from '../common-schemas.ts'

export const AnnouncementLevel = Type.Enum(['info', 'warning', 'critical'])
export type AnnouncementLevel = Static<typeof AnnouncementLevel>

/** The words for incidents and for components; both are used for news. */
export const AnnouncementState = Type.Enum([
  ...['investigating', 'identified', 'monitoring', 'resolved', 'open', 'mitigated', 'scheduled', 'info'],
  ...['operational', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance', 'unknown'],
])

export const Announcement = Type.Object({
  id: Type.String(),
  title: Type.String(),
  message: Type.String(),
  state: Type.String(),
  level: AnnouncementLevel,
  component: Nullable(ComponentRef),
  incident_id: Nullable(Type.String()),
  /** Whether it stands at the top of the pages, from `starts_at` until `ends_at`. */
  banner: Type.Boolean(),
  starts_at: Time,
  ends_at: Nullable(Time),
  published_at: Time,
})
export type Announcement = Static<typeof Announcement>

export const AnnouncementPublished = defineEvent(
  'vigie.communications.announcement-published.v1',
  Type.Object({
    ...Announcement.properties,
    /** Only for the pages: sent to nobody. */
    quiet: Type.Optional(Type.Boolean()),
  }),
)
/** Its banner ended early, or its end was set. Data is the announcement as it is now. */
export const AnnouncementEnded = defineEvent('vigie.communications.announcement-ended.v1', Announcement)

export const PublicStatus = Type.Object({
  page: Type.Object({ title: Type.String(), url: Nullable(Type.String()), updated_at: Time }),
  status: ComponentStatus,
  /** The state in one sentence. */
  sentence: Sentences,
  components: Type.Array(
    Type.Object({
      ...ComponentRef.properties,
      group: Nullable(Type.String()),
      status: ComponentStatus,
      since: Time,
    }),
  ),
  /** Open ones. */
  incidents: Type.Array(
    Type.Object({
      id: Type.String(),
      number: Type.String(),
      title: Type.String(),
      status: IncidentStatus,
      impact: Impact,
      started_at: Time,
      components: Type.Array(ComponentRef),
      /** Only what is meant for everybody, newest first. */
      updates: Type.Array(Type.Object({ at: Time, status: Nullable(IncidentStatus), message: Type.String() })),
    }),
  ),
  banners: Type.Array(Announcement),
})
export type PublicStatus = Static<typeof PublicStatus>

const op = { service: 'communications' } as const
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })

export const Announce = defineOperation({
  ...op,
  name: 'Announce',
  method: 'POST',
  path: '/api/v1/public/announce',
  access: 'responder',
  status: 201,
  summary: 'Tell everybody: channels, subscribers, webhooks, and a banner when wanted',
  body: Type.Object(
    {
      title: text(300),
      message: text(10_000),
      state: AnnouncementState,
      component: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Id or slug.' })),
      incident_id: Type.Optional(
        Type.String({ minLength: 1, maxLength: 100, description: 'Id or number; a banner ends with the incident.' }),
      ),
      banner: Type.Optional(Type.Boolean({ description: 'Also at the top of the pages.' })),
      level: Type.Optional(AnnouncementLevel),
      starts_at: Type.Optional(Time),
      ends_at: Type.Optional(Time),
    },
    { additionalProperties: false },
  ),
  output: Announcement,
})
export const ListAnnouncements = defineOperation({
  ...op,
  name: 'ListAnnouncements',
  method: 'GET',
  path: '/api/v1/announcements',
  access: 'viewer',
  summary: 'What was announced, newest first',
  query: Type.Object(PageQuery),
  output: Page(Announcement),
})
export const ListBanners = defineOperation({
  ...op,
  name: 'ListBanners',
  method: 'GET',
  path: '/api/v1/banners',
  access: 'public',
  summary: 'What stands at the top of the pages now, the most urgent first',
  output: Page(Announcement),
})
export const EndBanner = defineOperation({
  ...op,
  name: 'EndBanner',
  method: 'DELETE',
  path: '/api/v1/banners/:id',
  access: 'responder',
  status: 204,
  summary: 'Take a banner away; the announcement stays in the list',
  params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
  output: Type.Null(),
})
export const ChangeBanner = defineOperation({
  ...op,
  name: 'ChangeBanner',
  method: 'PUT',
  path: '/api/v1/banners/:id',
  access: 'responder',
  summary: 'Let a banner stand for longer or shorter; one that has ended comes back',
  params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
  body: Type.Object({ ends_at: Nullable(Time) }, { additionalProperties: false }),
  output: Announcement,
})

/** What a draft would look like: sent as a form into a frame of the console, so everything in it is text. */
const draft = {
  method: 'POST',
  access: 'responder',
  form: true,
  body: Type.Object(
    {
      title: Type.String({ maxLength: 300 }),
      message: Type.String({ maxLength: 10_000 }),
      level: AnnouncementLevel,
      component: Type.Optional(Type.String({ maxLength: 200, description: 'Its name.' })),
      language: LanguageSchema,
    },
    { additionalProperties: false },
  ),
  content: 'text/html; charset=utf-8',
  output: Type.String(),
} as const

export const PreviewLetter = defineOperation({
  ...draft,
  service: 'communications',
  name: 'PreviewLetter',
  path: '/api/v1/announcements/preview/letter',
  summary: 'The letter that subscribers would receive of an announcement; sends nothing',
})
export const PreviewBanner = defineOperation({
  ...draft,
  service: 'pages',
  name: 'PreviewBanner',
  path: '/api/v1/announcements/preview/page',
  summary: 'The public page with the banner that an announcement would be; publishes nothing',
})
export const GetPublicStatus = defineOperation({
  ...op,
  name: 'GetPublicStatus',
  method: 'GET',
  path: '/api/v1/public/status',
  access: 'public',
  summary: 'The state of everything in one answer, for everybody',
  output: PublicStatus,
})
