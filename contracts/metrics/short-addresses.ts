import { Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable } from '../common-schemas.ts'

/** Addresses that are older than this program: what stands there is as it always was. */

const op = { service: 'metrics', method: 'GET', access: 'public' } as const

export const ShowTawarano = defineOperation({
  ...op,
  name: 'ShowTawarano',
  path: '/tawarano',
  summary: 'What the source "tawarano" says of the hours that come: seconds since 1970, and the temperature',
  output: Type.Object({
    results: Type.Array(Type.Object({ Jour: Type.Number(), temp: Nullable(Type.Number()) })),
  }),
})

export const ExtractMinutes = defineOperation({
  ...op,
  name: 'ExtractMinutes',
  path: '/extract-minutes/:time',
  summary: 'The minutes of a time in ISO 8601, such as that of a commit',
  params: Type.Object({ time: Type.String({ maxLength: 60 }) }),
  output: Type.Object({ minutes: Type.Integer() }),
})
