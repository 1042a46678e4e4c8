import { type Static, Type } from 'typebox'

export const Config = Type.Object({
  reports: Type.Object(
    {
      comments: Type.Boolean({ default: true, description: 'Keep comments for moderation; false drops them.' }),
      proof_tries: Type.Integer({
        default: 100_000,
        minimum: 100,
        maximum: 10_000_000,
        description: 'Most hashes a browser computes for one report; half on average: 0.1 s, on an old phone a second.',
      }),
      system_database: Type.Optional(
        Type.String({ description: 'A file of iptoasn.com: no autonomous system alone weighs more than 40 %.' }),
      ),
    },
    { default: {}, additionalProperties: false, description: 'What people report.' },
  ),
})
export type Config = Static<typeof Config>
