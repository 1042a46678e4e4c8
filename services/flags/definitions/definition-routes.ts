import type { Flag, Segment, Staleness } from '../../../contracts/flags/flags.ts'
import * as contract from '../../../contracts/flags/flags.ts'
import { say } from '../../../contracts/messages/words.ts'
import { conflict, notFound } from '../../../contracts/refusals.ts'
import { isOutdated } from '../../../kit/service/revision.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import { type Deps as ChangeDeps, changeEnvironment } from '../environments/change-environment.ts'
import type { LoadedEnvironment } from '../environments/flag-cache.ts'
import { cachedEnvironment } from '../environments/load-environments.ts'
import { pagesByKey } from '../environments/pages.ts'
import { authorOf } from '../governance/change-author.ts'
import { orChangeRequest } from '../governance/create-change-request.ts'
import { mayEdit, type Deps as RoleDeps } from '../governance/permission.ts'
import { error, keyProblems, kindOf } from './check-definition.ts'
import { ruleErrors } from './check-document.ts'
import { changeFlag, createFlag, flagIn, refuseFileSegment, toggled } from './edit-flag.ts'
import {
  blankContent,
  type EnvironmentRef,
  environmentRef,
  type FlagContent,
  type StoredFlag,
  type StoredSegment,
} from './flag.ts'
import { invalidFlag, parseFlag, parseSegment } from './parse-flag.ts'
import { referencesIn } from './segment-cycles.ts'

type Deps = ChangeDeps & RoleDeps & { readonly staleness: (flag: StoredFlag) => Staleness }

/** Flags and shared rules of any environment. */
export function serveDefinitions(deps: Deps): Served[] {
  return [...serveReading(deps), ...serveFlags(deps), ...serveSegments(deps)]
}

const flagPages = pagesByKey('flags')
const segmentPages = pagesByKey('segments')

function serveReading(deps: Deps): Served[] {
  return [
    serve(contract.ListFlags, async ({ query }) => {
      const { q = '', tag, owner, staleness } = query
      const loaded = cachedEnvironment(deps, environmentRef(query))
      const wanted = [...loaded.flags.values()].filter(
        flag =>
          (tag === undefined || flag.tags.includes(tag)) &&
          (owner === undefined || flag.owner === owner) &&
          [flag.key, flag.description, ...flag.tags].join(' ').toLowerCase().includes(q.toLowerCase()) &&
          (staleness === undefined || deps.staleness(flag) === staleness),
      )
      const { items, next_cursor } = await flagPages(wanted, query)
      return { items: items.map(flag => presentFlag(deps, loaded, flag)), next_cursor }
    }),
    serve(contract.GetFlag, ({ params, query }) => shown(deps, environmentRef(query), params.key)),
    serve(contract.ListSegments, async ({ query }) => {
      const { segments } = cachedEnvironment(deps, environmentRef(query))
      const { items, next_cursor } = await segmentPages([...segments.values()], query)
      return { items: items.map(segment => presentSegment(deps, segment)), next_cursor }
    }),
  ]
}

function shown(deps: Deps, ref: EnvironmentRef, key: string): Flag {
  const loaded = cachedEnvironment(deps, ref)
  return presentFlag(deps, loaded, flagIn(loaded, key))
}

function presentFlag({ cache, staleness }: Deps, { overrides }: LoadedEnvironment, flag: StoredFlag): Flag {
  const override = overrides.get(flag.key)
  return {
    ...flag,
    tags: [...flag.tags],
    prerequisites: [...flag.prerequisites],
    kind: kindOf(flag.definition),
    lease: override ? { id: override.id, variant: override.variant, incident: override.lease } : null,
    staleness: staleness(flag),
    problems: [...(cache.snapshot(environmentRef(flag))?.flags.get(flag.key)?.problems ?? [])],
  }
}

function presentSegment({ cache }: Deps, segment: StoredSegment): Segment {
  return { ...segment, used_by: [...(cache.snapshot(environmentRef(segment))?.usersOf(segment.key) ?? [])] }
}

const changedMeanwhile = (present: Flag | Segment | null) => conflict('flags.changed-meanwhile', {}, { present })

function serveFlags(deps: Deps): Served[] {
  const editors = mayEdit(deps)
  return [
    serve(
      contract.CreateFlag,
      ({ query, body, caller }) =>
        orChangeRequest(async () => {
          const { key, reason, content } = parseFlag(body)
          if (!content.definition) throw invalidFlag([error('definition', say('flag.missing'))])
          const whole = { ...blankContent, ...content, definition: content.definition }
          const author = authorOf(caller, 'created', { ...query, reason })
          const flag = await createFlag(deps, environmentRef(query), author, { key, content: whole })
          return shown(deps, environmentRef(query), flag.key)
        }),
      editors,
    ),
    serve(
      contract.UpdateFlag,
      ({ params: { key }, query, body, caller }) =>
        orChangeRequest(async () => {
          const { reason, content } = parseFlag(body)
          const ref = environmentRef(query)
          const change = (now: FlagContent, flag: StoredFlag) => {
            if (isOutdated(query.revision, flag)) {
              throw changedMeanwhile(presentFlag(deps, cachedEnvironment(deps, ref), flag))
            }
            return { ...now, ...content }
          }
          await changeFlag(deps, ref, authorOf(caller, 'changed', { ...query, reason }), { key, change })
          return shown(deps, ref, key)
        }),
      editors,
    ),
    serve(
      contract.DeleteFlag,
      ({ params: { key }, query, caller }) =>
        orChangeRequest(async () => {
          await changeFlag(deps, environmentRef(query), authorOf(caller, 'deleted', query), { key, change: () => null })
          return null
        }),
      editors,
    ),
    serve(
      contract.ToggleFlag,
      ({ params: { key }, query, body, caller }) =>
        orChangeRequest(async () => {
          const author = authorOf(caller, 'toggled', { ...query, reason: body?.reason })
          await changeFlag(deps, environmentRef(query), author, { key, change: toggled(body?.state) })
          return shown(deps, environmentRef(query), key)
        }),
      editors,
    ),
  ]
}

function serveSegments(deps: Deps): Served[] {
  const editors = mayEdit(deps)
  return [
    serve(
      contract.PutSegment,
      ({ params: { key }, query, body, caller }) =>
        orChangeRequest(async () => {
          const { rule, reason } = parseSegment(body)
          const author = authorOf(caller, 'changed', { ...query, reason })
          const next = await changeEnvironment(deps, environmentRef(query), author, now => {
            const present = now.segments.get(key)
            refuseFileSegment(present)
            if (isOutdated(query.revision, present ?? { revision: 0 })) {
              throw changedMeanwhile(present ? presentSegment(deps, present) : null)
            }
            const others = new Map([...now.segments].map(([name, segment]) => [name, segment.rule]))
            const wrong = [...keyProblems(key, 'key'), ...ruleErrors(key, rule, others)]
            if (wrong.length > 0) throw invalidFlag(wrong)
            return { segments: new Map([[key, { rule }]]) }
          })
          const segment = next.segments.get(key)
          if (!segment) throw new Error('a rule that was put is not there')
          return presentSegment(deps, segment)
        }),
      editors,
    ),
    serve(
      contract.DeleteSegment,
      ({ params: { key }, query, caller }) =>
        orChangeRequest(async () => {
          await changeEnvironment(deps, environmentRef(query), authorOf(caller, 'deleted', query), now => {
            requireUnusedSegment(now, key)
            return { segments: new Map([[key, null]]) }
          })
          return null
        }),
      editors,
    ),
  ]
}

function requireUnusedSegment({ flags, segments }: LoadedEnvironment, key: string): void {
  const segment = segments.get(key)
  if (!segment) throw notFound('flags.segment-not-found', { key })
  refuseFileSegment(segment)
  const flag = [...flags.values()].find(({ definition }) => referencesIn(definition.targeting).has(key))
  if (flag) throw conflict('flags.segment-used:flag', { flag: flag.key, key })
  const other = [...segments.values()].find(one => one.key !== key && referencesIn(one.rule).has(key))
  if (other) throw conflict('flags.segment-used:rule', { rule: other.key, key })
}
