import * as contract from '../../../contracts/flag-documents.ts'
import type { KeyedFlag } from '../../../contracts/flags.ts'
import { type Context, type Served, serve } from '../../../kit/service/service.ts'
import { orProposal } from '../governance/approval.ts'
import { byOf } from '../governance/change-author.ts'
import { mayEdit } from '../governance/permission.ts'
import type { Work } from '../work.ts'
import { loadedAt } from './definition-routes.ts'
import { changeFlag, createFlag, flagIn, toggled } from './edit-flag.ts'
import { exportFlags } from './export-flags.ts'
import { blankContent, defaultPlace, keyed, placeOf } from './flag.ts'
import { importFlags } from './import-flags.ts'
import { listPage } from './list-page.ts'
import { readSent } from './parse-upload.ts'
import { factsIn } from './read-body.ts'
import { readKeyedFlag } from './read-flag.ts'

/** Whole files of flagd, and flags one by one in its words. */
export function serveAdmin(work: Work, workers: Context['workers']): Served[] {
  const shown = (key: string): KeyedFlag => keyed(flagIn(loadedAt(work, defaultPlace), key))
  return [
    ...serveFiles(work, workers),
    serve(contract.ListAdminFlags, ({ query }) => {
      const { items, next_cursor } = listPage([...loadedAt(work, defaultPlace).flags.values()], query)
      return { items: items.map(keyed), next_cursor }
    }),
    serve(contract.CreateAdminFlag, ({ body, query, caller }) =>
      orProposal(async () => {
        const sent = await readSent(workers, body, { takesFlag: true })
        if ('checked' in sent) {
          const how = { ...sent.checked, dry_run: false, replace: false }
          return importFlags(work, defaultPlace, byOf(caller, 'imported', query), how)
        }
        const { key, content, segments } = sent.flag
        const whole = { ...blankContent, ...content }
        return keyed(
          await createFlag(work, defaultPlace, byOf(caller, 'created', query), { key, content: whole, segments }),
        )
      }),
    ),
    serve(contract.UpdateAdminFlag, ({ params, query, body, caller }) =>
      orProposal(async () => {
        const { content } = readKeyedFlag({ ...factsIn(body), key: params.key })
        await changeFlag(work, defaultPlace, byOf(caller, 'changed', query), {
          key: params.key,
          change: now => ({ ...now, ...content }),
        })
        return shown(params.key)
      }),
    ),
    serve(contract.DeleteAdminFlag, ({ params, query, caller }) =>
      orProposal(async () => {
        await changeFlag(work, defaultPlace, byOf(caller, 'deleted', query), { key: params.key, change: () => null })
        return null
      }),
    ),
    serve(contract.ToggleAdminFlag, ({ params, query, body, caller }) =>
      orProposal(async () => {
        const change = toggled(body?.state)
        await changeFlag(work, defaultPlace, byOf(caller, 'toggled', query), { key: params.key, change })
        return shown(params.key)
      }),
    ),
  ]
}

function serveFiles(work: Work, workers: Context['workers']): Served[] {
  return [
    serve(
      contract.ImportFlags,
      ({ query, body, caller }) =>
        orProposal(async () => {
          const sent = await readSent(workers, body, { takesFlag: false })
          if (!('checked' in sent)) throw new Error('one flag was read where none is taken')
          const how = { ...sent.checked, dry_run: query.dry_run ?? false, replace: query.replace ?? false }
          return importFlags(work, placeOf(query), byOf(caller, 'imported', query), how)
        }),
      mayEdit(work),
    ),
    serve(contract.ExportFlags, ({ query }) => exportFlags(loadedAt(work, placeOf(query)))),
  ]
}
