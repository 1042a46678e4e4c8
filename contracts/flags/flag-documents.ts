import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Page, PageQuery } from '../common-schemas.ts'
import {
  breakGlass,
  definitionBody,
  FlagDefinition,
  FlagDocument,
  FlagKey,
  FlagPlace,
  FlagProblem,
  KeyedFlag,
  ToggleBody,
} from './flags.ts'

/** Flags in flagd's words alone: whole files of it, and `/admin/flags`. */

const op = { service: 'flags' } as const
const Key = Type.Object({ key: FlagKey })
/** Of a whole file. It takes so long to read that a thread of its own does it. */
export const documentJson = { depth: 1_000, values: 400_000 } as const
const documentBody = { bytes: true, body_limit: 8_388_608, json_limit: documentJson } as const

export const ImportResult = Type.Object({
  dry_run: Type.Boolean(),
  created: Type.Array(Type.String()),
  changed: Type.Array(Type.String()),
  unchanged: Type.Array(Type.String()),
  deleted: Type.Array(Type.String()),
  problems: Type.Array(FlagProblem),
})
export type ImportResult = Static<typeof ImportResult>
export const ImportFlags = defineOperation({
  ...op,
  ...documentBody,
  name: 'ImportFlags',
  method: 'POST',
  // Not in quotes: the rules of the architecture look for quoted imports.
  path: `/api/v1/flags/import`,
  access: 'viewer',
  project_role: { needs: 'editor' },
  summary: 'Take a file of flagd over: all of it or nothing',
  query: Type.Object({
    ...FlagPlace,
    ...breakGlass,
    dry_run: Type.Optional(Type.Boolean()),
    /** Also takes away what the file does not name. */
    replace: Type.Optional(Type.Boolean()),
  }),
  body: FlagDocument,
  output: ImportResult,
})
export const ExportFlags = defineOperation({
  ...op,
  name: 'ExportFlags',
  method: 'GET',
  path: '/api/v1/flags/export',
  access: 'viewer',
  summary: 'One environment as a file of flagd',
  query: Type.Object(FlagPlace),
  output: FlagDocument,
})

/** Those of the place `default`, `production`, in flagd's words alone. */
export const ListAdminFlags = defineOperation({
  ...op,
  name: 'ListAdminFlags',
  method: 'GET',
  path: '/admin/flags',
  access: 'viewer',
  summary: 'Flags of the default project in production',
  query: Type.Object(PageQuery),
  output: Page(KeyedFlag),
})
export const CreateAdminFlag = defineOperation({
  ...op,
  ...documentBody,
  name: 'CreateAdminFlag',
  method: 'POST',
  path: '/admin/flags',
  access: 'admin',
  status: 201,
  summary: 'Add a flag (`$evaluators` may stand beside it), or all flags of a file of flagd',
  query: Type.Object(breakGlass),
  body: Type.Union([KeyedFlag, FlagDocument]),
  output: Type.Union([KeyedFlag, ImportResult]),
})
export const UpdateAdminFlag = defineOperation({
  ...op,
  ...definitionBody,
  name: 'UpdateAdminFlag',
  method: 'PUT',
  path: '/admin/flags/:key',
  access: 'admin',
  summary: 'Change a flag',
  params: Key,
  query: Type.Object(breakGlass),
  body: FlagDefinition,
  output: KeyedFlag,
})
export const DeleteAdminFlag = defineOperation({
  ...op,
  name: 'DeleteAdminFlag',
  method: 'DELETE',
  path: '/admin/flags/:key',
  access: 'admin',
  status: 204,
  summary: 'Take a flag away',
  params: Key,
  query: Type.Object(breakGlass),
  output: Type.Null(),
})
export const ToggleAdminFlag = defineOperation({
  ...op,
  name: 'ToggleAdminFlag',
  method: 'POST',
  path: '/admin/toggle/:key',
  access: 'admin',
  summary: 'The kill switch: DISABLED, or ENABLED again',
  params: Key,
  query: Type.Object(breakGlass),
  body: ToggleBody,
  output: KeyedFlag,
})
