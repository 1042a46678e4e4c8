import { type Static, Type } from 'typebox'
import { defineOperation } from '../kit/service/operation.ts'
import { ComponentRef, Nullable, Page, PageQuery, Time } from './common-schemas.ts'

export const ReportCategory = Type.Enum(['unavailable', 'slow', 'errors', 'sign_in', 'data', 'other'])
export type ReportCategory = Static<typeof ReportCategory>

/** How sure the reports together make us. */
export const ReportLevel = Type.Enum(['none', 'possible', 'likely'])
export type ReportLevel = Static<typeof ReportLevel>

/** `SHA-256(salt + number)` in hexadecimal is `challenge` for one number from 0 to `max_number`: find it. */
export const ReportChallenge = Type.Object({
  challenge: Type.String(),
  salt: Type.String(),
  max_number: Type.Integer(),
  signature: Type.String(),
  expires_at: Time,
})
export type ReportChallenge = Static<typeof ReportChallenge>

export const ReportProof = Type.Object(
  {
    salt: Type.String({ minLength: 1, maxLength: 40 }),
    number: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
    signature: Type.String({ minLength: 1, maxLength: 60 }),
  },
  { additionalProperties: false },
)
export type ReportProof = Static<typeof ReportProof>

/** Reports are counted by weight: one with a proof of work is 1, one without is 0.25, category `other` halves it. */
export const ReportBin = Type.Object({ at: Time, reports: Type.Number(), baseline: Type.Number() })
export type ReportBin = Static<typeof ReportBin>

export const ReportsOfComponent = Type.Object({
  component: ComponentRef,
  level: ReportLevel,
  /** Since when the level is not `none`. */
  since: Nullable(Time),
  /** Of 15 minutes each, oldest first; the last one is not over yet. */
  bins: Type.Array(ReportBin),
  /** Of the whole time shown, most frequent first. */
  categories: Type.Array(Type.Object({ category: ReportCategory, reports: Type.Number() })),
  /** What moderators let through, newest first; plain text. */
  comments: Type.Array(Type.Object({ at: Time, category: ReportCategory, text: Type.String() })),
})
export type ReportsOfComponent = Static<typeof ReportsOfComponent>

/** One component of the list: its level, and what came in the last 24 hours. */
export const ComponentReports = Type.Object({
  component: ComponentRef,
  level: ReportLevel,
  since: Nullable(Time),
  /** By weight. */
  reports: Type.Number(),
})
export type ComponentReports = Static<typeof ComponentReports>

export const ReportComment = Type.Object({
  id: Type.String(),
  at: Time,
  component: ComponentRef,
  category: ReportCategory,
  /** As it was written; plain text. */
  text: Type.String(),
  state: Type.Enum(['pending', 'published', 'refused']),
  moderated_at: Nullable(Time),
  moderated_by: Nullable(Type.String()),
})
export type ReportComment = Static<typeof ReportComment>

const op = { service: 'reports' } as const

export const GetReportChallenge = defineOperation({
  ...op,
  name: 'GetReportChallenge',
  method: 'GET',
  path: '/api/v1/reports/challenge',
  access: 'public',
  summary: 'A small piece of work that gives one report its full weight; good for five minutes and one report',
  output: ReportChallenge,
})
export const GetProofScript = defineOperation({
  ...op,
  name: 'GetProofScript',
  method: 'GET',
  path: '/api/v1/reports/proof.js',
  access: 'public',
  summary: 'A JavaScript module whose prove() takes a challenge and answers the proof',
  output: Type.String(),
  content: 'text/javascript',
})
export const SubmitReport = defineOperation({
  ...op,
  name: 'SubmitReport',
  method: 'POST',
  path: '/api/v1/reports',
  access: 'public',
  status: 202,
  summary: '"I have a problem": no account is needed, no address is kept',
  body: Type.Object(
    {
      component: Type.String({ minLength: 1, maxLength: 200, description: 'Id or slug.' }),
      category: ReportCategory,
      comment: Type.Optional(
        Type.String({ maxLength: 500, description: 'Plain text; shown once a moderator agrees.' }),
      ),
      proof: Type.Optional(ReportProof),
      website: Type.Optional(Type.String({ maxLength: 200, description: 'Leave empty; only programs fill it in.' })),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({ component: ComponentRef, accepted_at: Time }),
  body_limit: 8_192,
})
export const GetReports = defineOperation({
  ...op,
  name: 'GetReports',
  method: 'GET',
  path: '/api/v1/reports/:component',
  access: 'public',
  summary: 'What people report of a component, beside what is usual',
  params: Type.Object({ component: Type.String({ description: 'Id or slug.' }) }),
  query: Type.Object({ hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 168, default: 24 })) }),
  output: ReportsOfComponent,
})
export const ListReportLevels = defineOperation({
  ...op,
  name: 'ListReportLevels',
  method: 'GET',
  path: '/api/v1/report-levels',
  access: 'viewer',
  summary: 'What the reports of the last 24 hours say of each component',
  output: Type.Object({ items: Type.Array(ComponentReports) }),
})
export const ListReportComments = defineOperation({
  ...op,
  name: 'ListReportComments',
  method: 'GET',
  path: '/api/v1/report-comments',
  access: 'responder',
  summary: 'Comments of reports, newest first',
  query: Type.Object({
    ...PageQuery,
    state: Type.Optional(Type.Enum(['pending', 'published', 'refused'])),
    component: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  output: Page(ReportComment),
})
export const ModerateReportComment = defineOperation({
  ...op,
  name: 'ModerateReportComment',
  method: 'PUT',
  path: '/api/v1/report-comments/:id',
  access: 'responder',
  summary: 'Publish a comment, refuse it, or lay it open again',
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ state: Type.Enum(['published', 'refused', 'pending']) }, { additionalProperties: false }),
  output: ReportComment,
})
