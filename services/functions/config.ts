import { type Static, Type } from 'typebox'

const File = Type.String({ minLength: 1, maxLength: 1_000 })

const Functions = Type.Object(
  {
    stack: Type.Union([File, Type.Array(File, { minItems: 1, maxItems: 50 })], {
      description: 'The stack files of OpenFaaS that describe them.',
    }),
    allow_unsandboxed: Type.Boolean({
      default: false,
      description:
        'Also where this machine has neither bubblewrap nor namespaces, so that a function reaches the network and other processes.',
    }),
    inbox: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1_000,
        description:
          'The folder in which each participant has one of its own: files in its folder data are taken from there.',
      }),
    ),
    expect: Type.Optional(
      Type.Array(
        Type.Object({
          participant: Type.String({
            pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$',
            description: 'Whose folder in the inbox a file has to come into.',
          }),
          before: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'As 08:30.' }),
          time_zone: Type.String({ default: 'UTC', maxLength: 100, description: 'As Europe/Paris.' }),
          days: Type.String({
            default: '*',
            pattern: '^[0-7*,A-Za-z-]{1,40}$',
            description: 'As in a cron expression: 1-5 are Monday to Friday.',
          }),
        }),
        {
          maxItems: 200,
          description: 'Files that have to be there by a time of day; a missing one opens an incident.',
        },
      ),
    ),
    secrets: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        secret: true,
        description:
          'By the name that a stack gives them; the value of NAME_file names a file that holds the secret NAME.',
      }),
    ),
    gateway: Type.Optional(
      Type.Object(
        {
          port: Type.Integer({ minimum: 1, maximum: 65_535, description: 'As OpenFaaS: 8080.' }),
          metrics_port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, description: 'As OpenFaaS: 8082.' })),
          host: Type.String({ default: '127.0.0.1', description: 'Where both listen.' }),
        },
        { description: 'Ports of their own for what the gateway of OpenFaaS answers.' },
      ),
    ),
  },
  { description: 'Functions: code of yours that is called, scheduled, or started by what happens.' },
)

export const FunctionsConfig = Type.Object({ functions: Type.Optional(Functions) })
export type FunctionsConfig = Static<typeof FunctionsConfig>
