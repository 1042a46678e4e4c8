import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, Time } from '../common-schemas.ts'

export const ContactMessage = Type.Object({
  id: Type.String(),
  first_name: Type.String(),
  last_name: Type.String(),
  email: Nullable(Type.String()),
  message: Type.String(),
  received_at: Time,
  handled_at: Nullable(Time),
  handled_by: Nullable(Type.String()),
})
export type ContactMessage = Static<typeof ContactMessage>

const op = { service: 'communications' } as const
const line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[^\\r\\n]*[^\\s][^\\r\\n]*$' })
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) })

export const SendContactMessage = defineOperation({
  ...op,
  name: 'SendContactMessage',
  method: 'POST',
  path: '/api/v1/contact',
  access: 'public',
  status: 201,
  form: true,
  body_limit: 65_536,
  summary: 'Write to the team behind the page',
  body: Type.Object(
    {
      first_name: line(100),
      last_name: line(100),
      email: Type.Optional(
        Type.String({
          maxLength: 254,
          pattern: '^$|^[^\\s@<>",;:\\\\]+@[^\\s@<>",;:\\\\]+$',
          description: 'For an answer; may be left empty.',
        }),
      ),
      message: Type.String({ minLength: 1, maxLength: 10_000, pattern: '\\S' }),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({ id: Type.String(), received_at: Time }),
})
export const ListContactMessages = defineOperation({
  ...op,
  name: 'ListContactMessages',
  method: 'GET',
  path: '/api/v1/contact',
  access: 'responder',
  summary: 'Messages of visitors, newest first; kept for 180 days',
  query: Type.Object({ ...PageQuery, handled: Type.Optional(Type.Boolean()) }),
  output: Page(ContactMessage),
})
export const HandleContactMessage = defineOperation({
  ...op,
  name: 'HandleContactMessage',
  method: 'POST',
  path: '/api/v1/contact/:id/handled',
  access: 'responder',
  summary: 'Somebody has answered it',
  params: Id,
  output: ContactMessage,
})
export const DeleteContactMessage = defineOperation({
  ...op,
  name: 'DeleteContactMessage',
  method: 'DELETE',
  path: '/api/v1/contact/:id',
  access: 'responder',
  status: 204,
  summary: 'Erase a message of a visitor',
  params: Id,
  output: Type.Null(),
})
