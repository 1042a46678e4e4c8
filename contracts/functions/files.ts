import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, Time } from '../common-schemas.ts'

const op = { service: 'functions', access: 'viewer' } as const

export const FileState = Type.Enum(['waiting', 'processing', 'processed', 'held', 'failed', 'duplicate'])

const rows = Nullable(Type.Integer())

/** A file that a participant has left in the inbox; once it was read, rows_in = clean + duplicate + rejected + blank. */
export const InboxFile = Type.Object({
  id: Type.String(),
  participant: Type.String(),
  name: Type.String(),
  sha256: Type.String(),
  bytes: Type.Number(),
  state: FileState,
  rows_in: rows,
  clean: rows,
  duplicate: rows,
  rejected: rows,
  blank: rows,
  /** Below the inbox; null: there is none. */
  output: Nullable(Type.String()),
  rejects: Nullable(Type.String()),
  run_id: Nullable(Type.String()),
  at: Time,
})
export type InboxFile = Static<typeof InboxFile>

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const ListFiles = defineOperation({
  ...op,
  name: 'ListFiles',
  method: 'GET',
  path: '/api/v1/files',
  summary: 'Files of the inbox, newest first',
  query: Type.Object({
    ...PageQuery,
    participant: Type.Optional(Type.String({ maxLength: 63 })),
    state: Type.Optional(FileState),
  }),
  output: Page(InboxFile),
})

export const GetFile = defineOperation({
  ...op,
  name: 'GetFile',
  method: 'GET',
  path: '/api/v1/files/:id',
  summary: 'One file of the inbox',
  params: ById,
  output: InboxFile,
})

const change = { ...op, method: 'POST', access: 'admin', params: ById, status: 202, output: InboxFile } as const

export const ReplayFile = defineOperation({
  ...change,
  name: 'ReplayFile',
  path: '/api/v1/files/:id/replay',
  summary: 'Has a file that was archived read once more',
})

export const ReleaseFile = defineOperation({
  ...change,
  name: 'ReleaseFile',
  path: '/api/v1/files/:id/release',
  status: 200,
  summary: 'Gives out the output that was held for its many rejected rows',
})
