import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Time } from '../common-schemas.ts'
import { Signal } from './signal.ts'

/** A signal as it stands, and what must be known to say it to people where nobody else can be asked. */
export const PresentSignal = Type.Object({
  signal: Signal,
  name: Type.String(),
  group: Nullable(Type.String()),
  critical: Type.Boolean(),
  url: Nullable(Type.String()),
})
export type PresentSignal = Static<typeof PresentSignal>

export const ListPresentSignals = defineOperation({
  name: 'ListPresentSignals',
  service: 'monitor',
  method: 'GET',
  path: '/internal/signals',
  access: 'viewer',
  audience: 'cluster',
  summary:
    'What the lookout tells of its checks at this moment, from memory: all that is in trouble, and what changed since',
  query: Type.Object({ since: Time }),
  output: Type.Object({ items: Type.Array(PresentSignal) }),
})
