import { Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'

/** Behind the link in a message; who has the link may use it once. */
const link = {
  service: 'communications',
  path: '/api/v1/acknowledgements/:token',
  access: 'public',
  params: Type.Object({ token: Type.String({ maxLength: 300 }) }),
  content: 'text/html; charset=utf-8',
  output: Type.String(),
} as const

export const ShowAcknowledgement = defineOperation({
  ...link,
  name: 'ShowAcknowledgement',
  method: 'GET',
  summary: 'The page behind the link of a message; changes nothing',
})
export const UseAcknowledgement = defineOperation({
  ...link,
  name: 'UseAcknowledgement',
  method: 'POST',
  form: true,
  body_limit: 16_384,
  summary: 'Somebody looks after the incident: works once, within a day of the message',
})
