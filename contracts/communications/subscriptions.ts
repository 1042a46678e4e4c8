import { type Static, Type } from 'typebox'
import { LanguageSchema } from '../../kit/messages/message-schema.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, Time } from '../common-schemas.ts'

const op = { service: 'communications' } as const
const Token = Type.Object({ token: Type.String({ maxLength: 200, description: 'From the link in an e-mail.' }) })
const email = Type.String({
  pattern: '^[^\\s@<>",;:\\\\]{1,64}@[^\\s@<>",;:\\\\]+\\.[^\\s@<>",;:\\\\.]+$',
  maxLength: 254,
  description: 'Without a name: somebody@example.com.',
})

export const Subscription = Type.Object({
  status: Type.Enum(['pending', 'active', 'ended']),
  /** Slugs; null: all of them. */
  components: Nullable(Type.Array(Type.String())),
})
export type Subscription = Static<typeof Subscription>

export const Subscriber = Type.Object({
  id: Type.String(),
  email: Type.String(),
  ...Subscription.properties,
  language: LanguageSchema,
  created_at: Time,
  confirmed_at: Nullable(Time),
  ended_at: Nullable(Time),
  /** `unsubscribed`, or what a mail server said. */
  ended_reason: Nullable(Type.String()),
})
export type Subscriber = Static<typeof Subscriber>

export const SubscribeByEmail = defineOperation({
  ...op,
  name: 'SubscribeByEmail',
  method: 'POST',
  path: '/api/v1/subscriptions/email',
  access: 'public',
  status: 201,
  summary: 'Subscribe by e-mail: sends a letter with a link to confirm; the answer is the same for every address',
  body_limit: 16_384,
  body: Type.Object(
    {
      email,
      components: Type.Optional(
        Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
          minItems: 1,
          maxItems: 100,
          uniqueItems: true,
          description: 'Ids or slugs; all when left out.',
        }),
      ),
      language: Type.Optional(LanguageSchema),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({ status: Type.Literal('pending'), message: Type.String() }),
})

const answer = { access: 'public', params: Token, form: true, body_limit: 16_384, output: Subscription } as const

export const ConfirmSubscription = defineOperation({
  ...op,
  ...answer,
  name: 'ConfirmSubscription',
  method: 'POST',
  path: '/api/v1/subscriptions/:token/confirm',
  summary: 'Yes, it was me: from now on the address is told; browsers get a page',
})
export const Unsubscribe = defineOperation({
  ...op,
  ...answer,
  name: 'Unsubscribe',
  method: 'POST',
  path: '/api/v1/subscriptions/:token/unsubscribe',
  summary: 'No more e-mails, at once (also RFC 8058, one click); browsers get a page',
})

const page = { access: 'public', params: Token, content: 'text/html; charset=utf-8', output: Type.String() } as const

export const ShowConfirmation = defineOperation({
  ...op,
  ...page,
  name: 'ShowConfirmation',
  method: 'GET',
  path: '/api/v1/subscriptions/:token/confirm',
  summary: 'The page behind the link of the letter; changes nothing',
})
export const ShowUnsubscription = defineOperation({
  ...op,
  ...page,
  name: 'ShowUnsubscription',
  method: 'GET',
  path: '/api/v1/subscriptions/:token/unsubscribe',
  summary: 'The page behind the link at the end of each letter; changes nothing',
})
const q = Type.Optional(Type.String({ maxLength: 254, description: 'Part of the address.' }))
export const ListSubscribers = defineOperation({
  ...op,
  name: 'ListSubscribers',
  method: 'GET',
  path: '/api/v1/subscriptions',
  access: 'admin',
  summary: 'Who is told by e-mail, newest first',
  query: Type.Object({ ...PageQuery, status: Type.Optional(Subscription.properties.status), q }),
  output: Page(Subscriber),
})
export const RemoveSubscriber = defineOperation({
  ...op,
  name: 'RemoveSubscriber',
  method: 'DELETE',
  path: '/api/v1/subscriptions/:id',
  access: 'admin',
  status: 204,
  summary: 'Erase a subscriber: the address is told nothing more',
  params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
  output: Type.Null(),
})
export const ReportBounce = defineOperation({
  ...op,
  name: 'ReportBounce',
  method: 'POST',
  path: '/api/v1/bounces',
  access: 'admin',
  scope: 'bounces',
  status: 202,
  summary: 'An e-mail came back: for good, and the address is told no more; for now, and nothing changes',
  body_limit: 65_536,
  body: Type.Object(
    {
      email: Type.String({ minLength: 3, maxLength: 320 }),
      kind: Type.Optional(Type.Enum(['permanent', 'temporary'])),
      reason: Type.Optional(Type.String({ maxLength: 1_000 })),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({ stopped: Type.Boolean() }),
})
