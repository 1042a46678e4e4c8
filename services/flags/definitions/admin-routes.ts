import * as contract from '../../../contracts/flags/flag-documents.ts'
import type { KeyedFlag } from '../../../contracts/flags/flags.ts'
import { type Context, type Served, serve } from '../../../kit/service/service.ts'
import type { Deps as ChangeDeps } from '../environments/change-environment.ts'
import { cachedEnvironment } from '../environments/load-environments.ts'
import { pagesByKey } from '../environments/pages.ts'
import { authorOf } from '../governance/change-author.ts'
import { orChangeRequest } from '../governance/create-change-request.ts'
import { mayEdit, type Deps as RoleDeps } from '../governance/permission.ts'
import { changeFlag, createFlag, flagIn, toggled } from './edit-flag.ts'
import { exportFlags } from './export-flags.ts'
import { blankContent, defaultEnvironment, environmentRef, type FlagContent, keyed } from './flag.ts'
import { importFlags } from './import-flags.ts'
import { parseKeyedFlag, parseObject } from './parse-flag.ts'
import { parseUpload } from './parse-upload.ts'

type Deps = ChangeDeps & RoleDeps & Pick<Context, 'workers'>

/** Whole files of flagd, and flags one by one in its words. */
const pages = pagesByKey('flags')

export function serveAdmin(deps: Deps): Served[] {
  const { workers } = deps
  const shown = (key: string): KeyedFlag => keyed(flagIn(cachedEnvironment(deps, defaultEnvironment), key))
  return [
    serve(
      contract.ImportFlags,
      ({ query, body, caller }) =>
        orChangeRequest(async () => {
          const { dry_run = false, replace = false } = query
          const sent = await parseUpload(workers, body, { takesFlag: false })
          if (!('checked' in sent)) throw new Error('one flag was read where none is taken')
          const how = { ...sent.checked, dry_run, replace }
          return importFlags(deps, environmentRef(query), authorOf(caller, 'imported', query), how)
        }),
      mayEdit(deps),
    ),
    serve(contract.ExportFlags, ({ query }) => exportFlags(cachedEnvironment(deps, environmentRef(query)))),
    serve(contract.ListAdminFlags, async ({ query }) => {
      const { flags } = cachedEnvironment(deps, defaultEnvironment)
      const { items, next_cursor } = await pages([...flags.values()], query)
      return { items: items.map(keyed), next_cursor }
    }),
    serve(contract.CreateAdminFlag, ({ body, query, caller }) =>
      orChangeRequest(async () => {
        const sent = await parseUpload(workers, body, { takesFlag: true })
        if ('checked' in sent) {
          const how = { ...sent.checked, dry_run: false, replace: false }
          return importFlags(deps, defaultEnvironment, authorOf(caller, 'imported', query), how)
        }
        const { key, content, segments } = sent.flag
        const flag = { key, content: { ...blankContent, ...content }, segments }
        return keyed(await createFlag(deps, defaultEnvironment, authorOf(caller, 'created', query), flag))
      }),
    ),
    serve(contract.UpdateAdminFlag, ({ params: { key }, query, body, caller }) =>
      orChangeRequest(async () => {
        const { content } = parseKeyedFlag({ ...parseObject(body), key })
        const change = (now: FlagContent) => ({ ...now, ...content })
        await changeFlag(deps, defaultEnvironment, authorOf(caller, 'changed', query), { key, change })
        return shown(key)
      }),
    ),
    serve(contract.DeleteAdminFlag, ({ params: { key }, query, caller }) =>
      orChangeRequest(async () => {
        await changeFlag(deps, defaultEnvironment, authorOf(caller, 'deleted', query), { key, change: () => null })
        return null
      }),
    ),
    serve(contract.ToggleAdminFlag, ({ params: { key }, query, body, caller }) =>
      orChangeRequest(async () => {
        const author = authorOf(caller, 'toggled', query)
        await changeFlag(deps, defaultEnvironment, author, { key, change: toggled(body?.state) })
        return shown(key)
      }),
    ),
  ]
}
