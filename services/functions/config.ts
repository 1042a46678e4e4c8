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
