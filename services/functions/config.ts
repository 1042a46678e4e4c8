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
  },
  { description: 'Functions: code of yours that is called, scheduled, or started by what happens.' },
)

export const FunctionsConfig = Type.Object({ functions: Type.Optional(Functions) })
export type FunctionsConfig = Static<typeof FunctionsConfig>
