import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, Worded } from '../common-schemas.ts'
import { Level, FunctionName as name, Run } from './runs.ts'

const op = { service: 'functions', access: 'viewer' } as const

export const FunctionView = Type.Object({
  name: Type.String(),
  lang: Type.String(),
  /** Where its stack file describes it. */
  place: Type.String(),
  level: Nullable(Level),
  /** Whether its handler is there, and may run on this machine. */
  ready: Type.Boolean(),
  reason: Nullable(Type.String()),
  reason_i18n: Nullable(Worded),
  public: Type.Boolean(),
  network: Type.Boolean(),
  topics: Type.Array(Type.String()),
  schedules: Type.Array(Type.Object({ cron: Type.String(), time_zone: Type.String() })),
  limits: Type.Object({ timeout_ms: Type.Number(), memory_bytes: Type.Number(), in_flight: Type.Integer() }),
  /** Of its process, now; 0: it has none. */
  memory_bytes: Type.Number(),
  in_flight: Type.Integer(),
  invocations: Type.Integer(),
})
export type FunctionView = Static<typeof FunctionView>

export const ListFunctions = defineOperation({
  ...op,
  name: 'ListFunctions',
  method: 'GET',
  path: '/api/v1/functions',
  summary: 'Functions of the stack, whether they can run, and how far they are kept from everything else',
  output: Page(FunctionView),
})

export const GetFunction = defineOperation({
  ...op,
  name: 'GetFunction',
  method: 'GET',
  path: '/api/v1/functions/:name',
  summary: 'One function',
  params: Type.Object({ name }),
  output: FunctionView,
})

/** `NAME` or `NAME.openfaas-fn`. */
const called = Type.String({ maxLength: 75 })
const mebibyte = 2 ** 20

/** As the gateway of OpenFaaS: whatever is sent goes to the function, and what it answers comes back. */
const calling = {
  service: 'functions',
  method: 'POST',
  access: 'public',
  scope: 'functions',
  any_method: true,
  bytes: true,
  media: ['*'],
  body_limit: 16 * mebibyte,
  body: Type.Unknown(),
  content: 'application/octet-stream',
  output: Type.String(),
} as const

export const CallFunction = defineOperation({
  ...calling,
  name: 'CallFunction',
  path: '/function/:name',
  summary: 'Calls a function, with any method; signed in or with a key of the scope functions, unless it is public',
  params: Type.Object({ name: called }),
})

export const CallFunctionBelow = defineOperation({
  ...calling,
  name: 'CallFunctionBelow',
  path: '/function/:name/*',
  summary: 'Calls a function with a path',
  params: Type.Object({ name: called }, { additionalProperties: true }),
})

export const InvokeFunction = defineOperation({
  service: 'functions',
  name: 'InvokeFunction',
  method: 'POST',
  path: '/api/v1/functions/:name/invoke',
  access: 'responder',
  summary: 'Calls a function with a text, and answers its run',
  params: Type.Object({ name }),
  body_limit: 2 * mebibyte,
  body: Type.Object(
    {
      body: Type.String({ maxLength: mebibyte, default: '' }),
      method: Type.Optional(Type.Enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])),
      /** Below the function. */
      path: Type.Optional(Type.String({ pattern: '^/', maxLength: 2_000 })),
      content_type: Type.Optional(
        Type.String({ pattern: '^[\\w!#$&^.+-]+/[\\w!#$&^.+-]+(; *charset=[\\w-]+)?$', maxLength: 100 }),
      ),
    },
    { additionalProperties: false },
  ),
  output: Run,
})
