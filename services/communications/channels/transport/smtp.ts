import { type Static, Type } from 'typebox'
import { expecting, say } from '../../../../contracts/messages/words.ts'

/** One address, without a name: what may stand in an envelope. */
export const Address = Type.String({
  pattern: '^[^\\s@<>",;:\\\\]+@[^\\s@<>",;:\\\\]+$',
  maxLength: 254,
  ...expecting(say('expects.email')),
})

export const Smtp = Type.Object(
  {
    host: Type.String({ minLength: 1, description: 'Name or address of the mail server.' }),
    port: Type.Integer({ minimum: 1, maximum: 65_535, default: 25 }),
    from: Address,
    username: Type.Optional(Type.String({ minLength: 1 })),
    password: Type.Optional(Type.String({ minLength: 1, secret: true })),
    secure: Type.Boolean({
      default: false,
      description: 'TLS from the first byte (usually port 465); otherwise STARTTLS where the server offers it.',
    }),
  },
  { additionalProperties: false, description: 'The mail server that e-mails go through.' },
)
export type Smtp = Static<typeof Smtp>
