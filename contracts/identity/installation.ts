import { type Static, Type } from 'typebox'
import { MessageSchema } from '../../kit/messages/message-schema.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Time } from '../common-schemas.ts'

/** What runs here, and where its settings come from. No secret is in it: no key, no password, no address with one. */
export const Installation = Type.Object({
  version: Type.String(),
  /** Of Node.js. */
  runtime: Type.String(),
  started_at: Time,
  now: Time,
  services: Type.Array(
    Type.Object({
      name: Type.String(),
      /** Of the process it runs in; null: in this one. */
      address: Nullable(Type.String()),
    }),
  ),
  store: Type.Enum(['sqlite', 'postgresql']),
  data_directory: Type.String(),
  /** What the key file does not open, because it is another one than before: people have to enter it again. */
  missing_secrets: Type.Array(
    Type.Object({
      service: Type.String(),
      /** `webhook.secret` */
      kind: Type.String(),
      name: Type.String(),
      what_to_do: Type.String(),
    }),
  ),
  configuration: Type.Object({
    /** null: there is none, all settings are the program's own. */
    file: Nullable(Type.String()),
    in_force_since: Time,
    /** `vigie.yaml:12: …` */
    warnings: Type.Array(Type.String()),
    warnings_i18n: Type.Optional(Type.Array(MessageSchema)),
    /** It was saved and is not sound: the one before stays in force. */
    refused: Nullable(
      Type.Object({
        at: Time,
        mistakes: Type.Array(Type.String()),
        mistakes_i18n: Type.Optional(Type.Array(MessageSchema)),
      }),
    ),
    settings: Type.Array(
      Type.Object({
        /** `logging.level` */
        name: Type.String(),
        value: Nullable(Type.String()),
        /** `vigie.yaml:3`, or the variable that says it; null: the program's own. */
        place: Nullable(Type.String()),
      }),
    ),
  }),
})
export type Installation = Static<typeof Installation>

export const GetInstallation = defineOperation({
  name: 'GetInstallation',
  service: 'access',
  method: 'GET',
  path: '/api/v1/installation',
  access: 'admin',
  summary: 'What runs in the process that answers, and where its settings come from; without secrets',
  output: Installation,
})
