import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable } from '../common-schemas.ts'

/*
 * The administration of OpenFaaS, as `faas-cli` and its SDK ask for it. Sources: openfaas/faas 06ade374
 * (api-docs/spec.openapi.yml), openfaas/faas-provider 2a26d3f7 (types/model.go), openfaas/go-sdk 0bbb58bc (client.go).
 */

const op = { service: 'functions', access: 'admin' } as const
/** Its clients say no content type, and send a body with DELETE. */
const told = { ...op, bytes: true, media: ['*'], status: 202, output: Type.Null() } as const

const Name = Type.String({ minLength: 1, maxLength: 63, pattern: '^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$' })
const SecretName = Type.String({ minLength: 1, maxLength: 253, pattern: '^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$' })
const Texts = Type.Record(Type.String({ maxLength: 300 }), Type.String({ maxLength: 64 * 2 ** 10 }))
const Resources = Type.Object(
  {
    memory: Type.Optional(Type.String({ maxLength: 30 })),
    cpu: Type.Optional(Type.String({ maxLength: 30 })),
  },
  { additionalProperties: true },
)
const namespace = Type.Optional(Type.String({ maxLength: 63 }))
const may = { namespace, instance: Type.Optional(Type.String({ maxLength: 253 })) }

const described = {
  envProcess: Type.Optional(Type.String({ maxLength: 1_000 })),
  constraints: Type.Optional(Nullable(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 100 }))),
  secrets: Type.Optional(Nullable(Type.Array(SecretName, { maxItems: 100 }))),
  labels: Type.Optional(Nullable(Texts)),
  annotations: Type.Optional(Nullable(Texts)),
  limits: Type.Optional(Nullable(Resources)),
  requests: Type.Optional(Nullable(Resources)),
  readOnlyRootFilesystem: Type.Optional(Type.Boolean()),
}

/** What `faas-cli` sends of a function. */
export const FunctionDeployment = Type.Object(
  {
    service: Name,
    image: Type.Optional(Type.String({ maxLength: 1_000 })),
    namespace,
    envVars: Type.Optional(Nullable(Texts)),
    ...described,
  },
  { additionalProperties: true },
)
export type FunctionDeployment = Static<typeof FunctionDeployment>

/** Values of the environment are not told: they may be secrets, and whoever set them knows them. */
export const FunctionStatus = Type.Object({
  name: Type.String(),
  image: Type.String(),
  namespace: Type.String(),
  ...described,
  /** 0: its process was ended until it is called; else 1, since one process answers many calls side by side. */
  replicas: Type.Integer(),
  availableReplicas: Type.Integer(),
  invocationCount: Type.Integer(),
  createdAt: Type.String(),
  usage: Type.Object({ totalMemoryBytes: Type.Number() }),
})
export type FunctionStatus = Static<typeof FunctionStatus>

export const ListDeployments = defineOperation({
  ...op,
  name: 'ListDeployments',
  method: 'GET',
  path: '/system/functions',
  summary: 'Functions, as the gateway of OpenFaaS lists them',
  query: Type.Object({ namespace, usage: Type.Optional(Type.String({ maxLength: 5 })) }),
  output: Type.Array(FunctionStatus),
})

export const GetDeployment = defineOperation({
  ...op,
  name: 'GetDeployment',
  method: 'GET',
  path: '/system/function/:name',
  summary: 'One function, as the gateway of OpenFaaS tells it',
  params: Type.Object({ name: Type.String({ maxLength: 63 }) }),
  query: Type.Object({ namespace, usage: Type.Optional(Type.String({ maxLength: 5 })) }),
  output: FunctionStatus,
})

export const CreateDeployment = defineOperation({
  ...told,
  name: 'CreateDeployment',
  method: 'POST',
  path: '/system/functions',
  summary: 'Deploys a function whose folder this machine has, also one that was removed',
  query: Type.Object({ namespace }),
  body: FunctionDeployment,
})

export const UpdateDeployment = defineOperation({
  ...told,
  name: 'UpdateDeployment',
  method: 'PUT',
  path: '/system/functions',
  summary: 'Deploys anew a function that is there; calls that are under way are answered',
  query: Type.Object({ namespace }),
  body: FunctionDeployment,
})

export const RemoveDeployment = defineOperation({
  ...told,
  name: 'RemoveDeployment',
  method: 'DELETE',
  path: '/system/functions',
  summary: 'Removes a function until it is deployed again, or its description in the stack changes',
  query: Type.Object({ namespace }),
  body: Type.Object({ functionName: Type.String({ minLength: 1, maxLength: 63 }) }, { additionalProperties: true }),
})

export const ScaleFunction = defineOperation({
  ...told,
  name: 'ScaleFunction',
  method: 'POST',
  path: '/system/scale-function/:name',
  summary: 'Ends the process of a function (0) until it is called, or lets it have one again',
  params: Type.Object({ name: Type.String({ maxLength: 63 }) }),
  query: Type.Object({ namespace }),
  body: Type.Object({ replicas: Type.Integer({ minimum: 0, maximum: 1_000 }) }, { additionalProperties: true }),
})

const SecretToSet = Type.Object(
  {
    name: SecretName,
    namespace,
    value: Type.Optional(Type.String({ maxLength: 1_000_000 })),
    rawValue: Type.Optional(
      Nullable(Type.String({ maxLength: 1_400_000, description: 'In base64, instead of value.' })),
    ),
  },
  { additionalProperties: true },
)
export type SecretToSet = Static<typeof SecretToSet>

export const ListFunctionSecrets = defineOperation({
  ...op,
  name: 'ListFunctionSecrets',
  method: 'GET',
  path: '/system/secrets',
  summary: 'Names of the secrets of functions; their values are told to nobody but the functions that name them',
  query: Type.Object({ namespace }),
  output: Type.Array(Type.Object({ name: Type.String(), namespace: Type.String() })),
})

const secret = { ...told, path: '/system/secrets', query: Type.Object({ namespace }) } as const

export const CreateFunctionSecret = defineOperation({
  ...secret,
  name: 'CreateFunctionSecret',
  method: 'POST',
  summary: 'A new secret of functions',
  body: SecretToSet,
})

export const ReplaceFunctionSecret = defineOperation({
  ...secret,
  name: 'ReplaceFunctionSecret',
  method: 'PUT',
  summary: 'Another value of a secret; functions that name it begin again with it',
  body: SecretToSet,
})

export const DeleteFunctionSecret = defineOperation({
  ...secret,
  name: 'DeleteFunctionSecret',
  method: 'DELETE',
  summary: 'Deletes a secret; functions that name it cannot run any more',
  body: Type.Object({ name: SecretName, namespace }, { additionalProperties: true }),
})

export const GetFunctionLogs = defineOperation({
  ...op,
  name: 'GetFunctionLogs',
  method: 'GET',
  path: '/system/logs',
  summary: 'What a function wrote, a line of JSON for each line, oldest first; with follow until the client goes away',
  query: Type.Object({
    ...may,
    name: Type.String({ minLength: 1, maxLength: 63 }),
    tail: Type.Optional(Type.Integer({ minimum: -1, maximum: 100_000 })),
    since: Type.Optional(Type.String({ format: 'date-time' })),
    follow: Type.Optional(Type.Boolean()),
  }),
  content: 'application/x-ndjson',
  output: Type.String(),
})

export const ListNamespaces = defineOperation({
  ...op,
  name: 'ListNamespaces',
  method: 'GET',
  path: '/system/namespaces',
  summary: 'The one namespace that there is',
  output: Type.Array(Type.String()),
})

const Version = Type.Object({ sha: Type.String(), release: Type.String() })

export const GetGatewayInfo = defineOperation({
  ...op,
  name: 'GetGatewayInfo',
  method: 'GET',
  path: '/system/info',
  summary: 'What answers here, in the form of the gateway of OpenFaaS',
  output: Type.Object({
    provider: Type.Object({ provider: Type.String(), orchestration: Type.String(), version: Version }),
    version: Version,
    arch: Type.String(),
  }),
})
