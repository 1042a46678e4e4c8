import { Reply } from '../../../kit/service/service.ts'

/** Exactly what clients of this protocol know, and no problem document. */
export const unauthorized = (): Reply =>
  new Reply(
    '{"error":"Unauthorized"}',
    { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    401,
  )
