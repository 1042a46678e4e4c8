import * as contract from '../../contracts/flag-documents.ts'
import type { KeyedFlag } from '../../contracts/flags.ts'
import type { Caller } from '../../kit/caller.ts'
import { type Served, serve } from '../../kit/service.ts'
import type { By } from './change-place.ts'
import { changeFlag, createFlag, flagIn, toggled } from './edit-flag.ts'
import { blankContent, defaultPlace, keyed, placeOf } from './flag.ts'
import { exportFlags, importFlags } from './import-flags.ts'
import { listPage } from './list-page.ts'
import { actorOf, requireRole } from './permission.ts'
import { factsIn } from './read-body.ts'
import { isDocument, readKeyedFlag } from './read-flag.ts'
import { loadedAt } from './serve-definitions.ts'
import type { Work } from './work.ts'

const byOf = (caller: Caller, action: string): By => ({ actor: actorOf(caller), action })

/** Whole files of flagd, and flags one by one in its words. */
export function serveAdmin(work: Work): Served[] {
  const shown = (key: string): KeyedFlag => keyed(flagIn(loadedAt(work, defaultPlace), key))
  return [
    ...serveFiles(work),
    serve(contract.ListAdminFlags, ({ query }) => {
      const { items, next_cursor } = listPage([...loadedAt(work, defaultPlace).flags.values()], query)
      return { items: items.map(keyed), next_cursor }
    }),
    serve(contract.CreateAdminFlag, async ({ body, caller }) => {
      const facts = factsIn(body)
      const how = { text: body, dry_run: false, replace: false }
      if (isDocument(facts)) return importFlags(work, defaultPlace, byOf(caller, 'imported'), how)
      const { key, content, segments } = readKeyedFlag(facts)
      const whole = { ...blankContent, ...content }
      return keyed(await createFlag(work, defaultPlace, byOf(caller, 'created'), { key, content: whole, segments }))
    }),
    serve(contract.UpdateAdminFlag, async ({ params, body, caller }) => {
      const { content } = readKeyedFlag({ ...factsIn(body), key: params.key })
      await changeFlag(work, defaultPlace, byOf(caller, 'changed'), {
        key: params.key,
        change: now => ({ ...now, ...content }),
      })
      return shown(params.key)
    }),
    serve(contract.DeleteAdminFlag, async ({ params, caller }) => {
      await changeFlag(work, defaultPlace, byOf(caller, 'deleted'), { key: params.key, change: () => null })
      return null
    }),
    serve(contract.ToggleAdminFlag, async ({ params, body, caller }) => {
      const change = toggled(body?.state)
      await changeFlag(work, defaultPlace, byOf(caller, 'toggled'), { key: params.key, change })
      return shown(params.key)
    }),
  ]
}

function serveFiles(work: Work): Served[] {
  return [
    serve(contract.ImportFlags, async ({ query, body, caller }) => {
      const place = placeOf(query)
      await requireRole(work, caller, place.project, 'editor')
      const how = { text: body, dry_run: query.dry_run ?? false, replace: query.replace ?? false }
      return importFlags(work, place, byOf(caller, 'imported'), how)
    }),
    serve(contract.ExportFlags, ({ query }) => exportFlags(loadedAt(work, placeOf(query)))),
  ]
}
