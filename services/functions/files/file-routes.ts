import { unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { InboxFile } from '../../../contracts/functions/files.ts'
import * as operations from '../../../contracts/functions/files.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import { conflict, notFound } from '../../../contracts/refusals.ts'
import { type Actor, auditWriter } from '../../../kit/audit/audit-record.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import { archiveOf } from './handover.ts'
import type { Inbox } from './inbox.ts'
import type { TakeFiles } from './take-files.ts'
import { tellFile } from './tell-participant.ts'

type Deps = Pick<Made, 'store' | 'files' | 'participants' | 'publish' | 'clock'> & {
  readonly inbox: Inbox | undefined
  readonly taking: TakeFiles | undefined
}

const recordAudit = auditWriter({ service: 'functions', event: AuditRecorded })
const pages = pagesOf(cursorOf('functions.files', 'text'), ({ id }: InboxFile) => id)

export const serveFiles = (deps: Deps): Served[] => [
  serve(operations.ListFiles, ({ query }) => pages(query, from => deps.files.list({ ...query, ...from }))),
  serve(operations.GetFile, ({ params: { id } }) => fileOf(deps, id)),
  serve(operations.ReplayFile, ({ caller, params: { id } }) => replayFile(deps, caller, id)),
  serve(operations.ReleaseFile, ({ caller, params: { id } }) => releaseFile(deps, caller, id)),
]

/** Its archived bytes are read once more, by whoever waits for files. */
async function replayFile(deps: Deps, actor: Actor, id: string): Promise<InboxFile> {
  const { inbox, taking, store } = deps
  const file = await fileOf(deps, id)
  const isOver = file.state === 'processed' || file.state === 'held' || file.state === 'failed'
  if (!inbox || !taking || !isOver) throw conflict('functions.file-not-over', { id, state: file.state })
  // Moved before it is written down: a file that lies in hand and is done with goes back to its archive.
  await inbox.move(file, archiveOf(file.state), 'processing')
  await store.transaction(async () => {
    await taking.start(file)
    await recordAudit(deps, actor, { action: 'file.replayed', id })
  })
  return fileOf(deps, id)
}

/** Somebody has looked at what was rejected, and the output may be used. */
async function releaseFile(deps: Deps, actor: Actor, id: string): Promise<InboxFile> {
  const { inbox, store, files } = deps
  const file = await fileOf(deps, id)
  const { state, participant, output, rejects } = file
  if (!inbox || state !== 'held' || output === null) throw conflict('functions.file-not-held', { id, state })
  const give = async (held: string, alias: string) => {
    const given = { folder: 'depot', name: basename(held), alias }
    return inbox.give(participant, join(inbox.folder, held), given)
  }
  const released = {
    state: 'processed' as const,
    output: await give(output, 'output.csv'),
    rejects: rejects === null ? null : await give(rejects, 'rejects.csv'),
  }
  await store.transaction(async () => {
    if (!(await files.change(id, ['held'], released))) throw conflict('functions.file-not-held', { id, state })
    await tellFile(deps, file, { ...file, ...released })
    await recordAudit(deps, actor, { action: 'file.released', id })
  })
  for (const held of [output, rejects]) if (held !== null) await unlink(join(inbox.folder, held)).catch(() => undefined)
  return fileOf(deps, id)
}

async function fileOf({ files }: Deps, id: string): Promise<InboxFile> {
  const file = await files.find(id)
  if (!file) throw notFound('functions.file-not-found', { id })
  return file
}
