import { type Static, Type } from 'typebox'

export const FlagsConfig = Type.Object({
  flags: Type.Object(
    {
      file: Type.Optional(
        Type.String({
          minLength: 1,
          description: 'Definitions in flagd’s JSON format; watched, in force within a second.',
        }),
      ),
      public_evaluation: Type.Boolean({
        default: false,
        description: 'Whoever reaches this address may evaluate flags; else a key with the scope flags, or a sign-in.',
      }),
      automatic_flips_per_hour: Type.Integer({
        default: 10,
        minimum: 0,
        maximum: 1_000,
        description: 'Most flags that incidents may force within an hour, all rules together.',
      }),
      streams: Type.Integer({
        default: 5_000,
        minimum: 1,
        maximum: 100_000,
        description:
          'Most event streams that may be open at a time; a quarter of them at one address, and a quarter is kept for keys.',
      }),
    },
    { default: {}, additionalProperties: false, description: 'Feature flags.' },
  ),
})
export type FlagsConfig = Static<typeof FlagsConfig>
