import type { Flag } from '../../../contracts/flags.ts'
import * as contract from '../../../contracts/flags.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { conflict, notFound } from '../../../kit/service/errors.ts'
import { type Reply, type Served, serve } from '../../../kit/service/service.ts'
import { changePlace, unknownPlace } from '../environments/change-environment.ts'
import type { Loaded } from '../environments/flag-cache.ts'
import { orProposal } from '../governance/approval.ts'
import { byOf } from '../governance/change-author.ts'
import { mayEdit } from '../governance/permission.ts'
import type { Work } from '../work.ts'
import { keyProblems } from './check-definition.ts'
import { ruleErrors } from './check-document.ts'
import { changeFlag, createFlag, flagIn, refuseFileSegment, toggled } from './edit-flag.ts'
import { blankContent, type FlagContent, type Place, placeOf } from './flag.ts'
import type { By } from './flag-changes.ts'
import { listPage } from './list-page.ts'
import { presentFlag, presentSegment } from './present-flag.ts'
import { refusalOf } from './read-body.ts'
import { readFlag, readSegment } from './read-flag.ts'
import { referencesIn } from './segment-cycles.ts'

/** Flags and shared rules of any environment. */
export function serveDefinitions(work: Work): Served[] {
  return [...serveReading(work), ...serveFlags(work), ...serveSegments(work)]
}

export function loadedAt(work: Work, place: Place): Loaded {
  const loaded = work.board.at(place)
  if (!loaded) throw unknownPlace(work, place)
  return loaded
}

function serveReading(work: Work): Served[] {
  return [
    serve(contract.ListFlags, ({ query }) => {
      const loaded = loadedAt(work, placeOf(query))
      const wanted = [...loaded.flags.values()]
        .filter(({ tags, owner }) =>
          query.tag === undefined || tags.includes(query.tag)
            ? query.owner === undefined || owner === query.owner
            : false,
        )
        .filter(({ key, description, tags }) =>
          textOf(key, description, ...tags).includes((query.q ?? '').toLowerCase()),
        )
        .filter(flag => query.staleness === undefined || work.staleness(flag) === query.staleness)
      const { items, next_cursor } = listPage(wanted, query)
      return { items: items.map(flag => presentFlag(work, loaded, flag)), next_cursor }
    }),
    serve(contract.GetFlag, ({ params, query }) => shown(work, placeOf(query), params.key)),
    serve(contract.ListSegments, ({ query }) => {
      const { items, next_cursor } = listPage([...loadedAt(work, placeOf(query)).segments.values()], query)
      return { items: items.map(segment => presentSegment(work, segment)), next_cursor }
    }),
  ]
}

const textOf = (...words: readonly string[]): string => words.join(' ').toLowerCase()

function shown(work: Work, place: Place, key: string): Flag {
  const loaded = loadedAt(work, place)
  return presentFlag(work, loaded, flagIn(loaded, key))
}

type Query = { readonly break_glass?: string }

/** A change of one environment by somebody who may (`mayEdit`); 202 where a second person has to agree first. */
async function change<Answer>(
  { caller, query }: { readonly caller: Caller; readonly query: Query },
  run: (by: (action: string, reason?: string) => By) => Promise<Answer>,
): Promise<Answer | Reply> {
  const by = (action: string, reason?: string) => byOf(caller, action, { break_glass: query.break_glass, reason })
  return orProposal(() => run(by))
}

function serveFlags(work: Work): Served[] {
  return [
    serve(
      contract.CreateFlag,
      ({ query, body, caller }) => {
        const place = placeOf(query)
        return change({ caller, query }, async by => {
          const { key, reason, content } = readFlag(body)
          if (!content.definition) throw refusalOf([{ path: 'definition', message: 'is missing', severity: 'error' }])
          const whole: FlagContent = { ...blankContent, ...content, definition: content.definition }
          const flag = await createFlag(work, place, by('created', reason), { key, content: whole })
          return shown(work, place, flag.key)
        })
      },
      mayEdit(work),
    ),
    serve(
      contract.UpdateFlag,
      ({ params, query, body, caller }) => {
        const place = placeOf(query)
        return change({ caller, query }, async by => {
          const { reason, content } = readFlag(body)
          const { revision } = query
          await changeFlag(work, place, by('changed', reason), {
            key: params.key,
            ...(revision === undefined ? {} : { revision }),
            change: now => ({ ...now, ...content }),
          })
          return shown(work, place, params.key)
        })
      },
      mayEdit(work),
    ),
    serve(
      contract.DeleteFlag,
      ({ params, query, caller }) => {
        const place = placeOf(query)
        return change({ caller, query }, async by => {
          await changeFlag(work, place, by('deleted'), { key: params.key, change: () => null })
          return null
        })
      },
      mayEdit(work),
    ),
    serve(
      contract.ToggleFlag,
      ({ params, query, body, caller }) => {
        const place = placeOf(query)
        return change({ caller, query }, async by => {
          await changeFlag(work, place, by('toggled', body?.reason), { key: params.key, change: toggled(body?.state) })
          return shown(work, place, params.key)
        })
      },
      mayEdit(work),
    ),
  ]
}

function serveSegments(work: Work): Served[] {
  return [
    serve(
      contract.PutSegment,
      ({ params, query, body, caller }) => {
        const place = placeOf(query)
        return change({ caller, query }, async by => {
          const { rule, reason } = readSegment(body)
          const { key } = params
          const next = await changePlace(work, place, by('changed', reason), now => {
            refuseFileSegment(now.segments.get(key))
            const others = new Map([...now.segments].map(([name, segment]) => [name, segment.rule]))
            const wrong = [...keyProblems(key, 'key'), ...ruleErrors(key, rule, others)]
            if (wrong.length > 0) throw refusalOf(wrong)
            return { segments: new Map([[key, { rule }]]) }
          })
          const segment = next.segments.get(key)
          if (!segment) throw new Error('a rule that was put is not there')
          return presentSegment(work, segment)
        })
      },
      mayEdit(work),
    ),
    serve(
      contract.DeleteSegment,
      ({ params, query, caller }) => {
        const place = placeOf(query)
        return change({ caller, query }, async by => {
          const { key } = params
          await changePlace(work, place, by('deleted'), now => {
            const segment = now.segments.get(key)
            if (!segment) throw notFound('flags.segment-not-found', `there is no rule "${key}" here`)
            refuseFileSegment(segment)
            const user = [...now.flags.values()].find(({ definition }) => referencesIn(definition.targeting).has(key))
            if (user) throw conflict('flags.segment-used', `the flag "${user.key}" refers to "${key}"; change it first`)
            const other = [...now.segments.values()].find(one => one.key !== key && referencesIn(one.rule).has(key))
            if (other)
              throw conflict('flags.segment-used', `the rule "${other.key}" refers to "${key}"; change it first`)
            return { segments: new Map([[key, null]]) }
          })
          return null
        })
      },
      mayEdit(work),
    ),
  ]
}
