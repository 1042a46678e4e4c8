import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, ProbeEvidence } from '../common-schemas.ts'
import { Check, CheckDefinition, Result } from './monitor.ts'

/** Working on checks: their definition as it is written, a look before anything is saved, a rest, and all as a file. */

const op = { service: 'monitor' } as const
const CheckId = Type.Object({ id: Type.String({ description: 'Id or slug.' }) })

export const WrittenCheck = Type.Object({
  /** What `PUT /api/v1/checks/{id}` takes: durations as `20s`, what is the default anyway and secrets left out. */
  definition: CheckDefinition,
  /** Secret fields that have a value. */
  secrets: Type.Array(Type.String()),
  /** The same as an entry of `services` in vigie.yaml; secrets are variables. */
  yaml: Type.String(),
})
export type WrittenCheck = Static<typeof WrittenCheck>

export const GetCheckDefinition = defineOperation({
  ...op,
  name: 'GetCheckDefinition',
  method: 'GET',
  path: '/api/v1/checks/:id/definition',
  access: 'viewer',
  summary: 'A check as it is written, for the API and for vigie.yaml; secrets are left out',
  params: CheckId,
  output: WrittenCheck,
})

export const Tried = Type.Intersect([Result, Type.Object({ evidence: Nullable(ProbeEvidence) })])
export type Tried = Static<typeof Tried>

export const TryCheck = defineOperation({
  ...op,
  name: 'TryCheck',
  method: 'POST',
  path: '/api/v1/check-tries',
  access: 'responder',
  summary: 'Look once at what a definition says, without keeping anything',
  query: Type.Object({
    like: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'Id or slug of a check whose secrets stand in for those that are left out; for administrators.',
      }),
    ),
  }),
  body: CheckDefinition,
  output: Tried,
})
export const PauseCheck = defineOperation({
  ...op,
  name: 'PauseCheck',
  method: 'POST',
  path: '/api/v1/checks/:id/pause',
  access: 'admin',
  summary: 'Look at it no more for now; its state is unknown until it goes on',
  params: CheckId,
  output: Check,
})
export const ResumeCheck = defineOperation({
  ...op,
  name: 'ResumeCheck',
  method: 'POST',
  path: '/api/v1/checks/:id/resume',
  access: 'admin',
  summary: 'Go on looking at a check that was paused',
  params: CheckId,
  output: Check,
})
export const ExportConfig = defineOperation({
  ...op,
  name: 'ExportConfig',
  method: 'GET',
  path: '/api/v1/export/config',
  access: 'viewer',
  summary: 'Checks and providers that were made by hand, as a part of vigie.yaml; secrets are variables',
  output: Type.String(),
  content: 'application/yaml',
})
