import { iso } from '../../../kit/runtime/clock.ts'
import { contentOf } from '../definitions/flag.ts'
import type { By, Edits } from '../definitions/flag-changes.ts'
import type { Loaded } from '../environments/flag-cache.ts'
import type { Work } from '../work.ts'
import type { StoredRequest } from './change-request.ts'
import { pinsOf } from './pins.ts'
import type { WantedChange } from './requested-change.ts'
import { keepRequest } from './save-change-request.ts'

type Facts = Readonly<Record<string, unknown>>
/** Not made but written down: what whoever asked for it is answered. */
export class Proposed extends Error {
  readonly request: StoredRequest
  constructor(request: StoredRequest) {
    super('this change waits for a second person')
    this.request = request
  }
}

export type Asked = Pick<StoredRequest, 'key' | 'before' | 'after'> & { readonly wanted: WantedChange }

/** In the running transaction: writes down what would be changed of this environment. */
export async function propose(work: Work, now: Loaded, by: By, asked: Asked): Promise<Proposed> {
  const { project, name: environment } = now.environment
  const request: StoredRequest = {
    ...{ id: work.newId(), project, environment, key: asked.key, state: 'pending', next_at: null },
    ...{ action: by.action, actor: by.actor, person: by.person ?? null, reason: by.reason ?? null },
    ...{ requested_at: iso(work.clock.now()), decided_by: null, decided_at: null },
    ...{ before: asked.before, after: asked.after, wanted: asked.wanted },
    pins: await pinsOf(work, now, asked.wanted),
  }
  await keepRequest(work, request)
  return new Proposed(request)
}

/** What these edits would make of flags, shared rules and what else stands in the environment. */
export function askedEdits({ flags, segments, environment }: Loaded, edits: Edits): Asked {
  const wanted: WantedChange = {
    kind: 'flags',
    flags: [...(edits.flags ?? [])],
    segments: [...(edits.segments ?? [])],
    settings: edits.environment ?? null,
  }
  const keys = [...wanted.flags, ...wanted.segments].map(([key]) => key)
  const contents = wanted.flags.map(([key]): [string, unknown] => {
    const flag = flags.get(key)
    return [key, flag ? contentOf(flag) : null]
  })
  const rules = wanted.segments.map(([key]): [string, unknown] => {
    const segment = segments.get(key)
    return [key, segment ? { rule: segment.rule } : null]
  })
  const facts = (pairs: readonly (readonly [string, unknown])[]): Facts | null => {
    const there = pairs.filter(([, value]) => value !== null && value !== undefined)
    if (there.length === 0) return null
    return keys.length === 1 ? (there[0]?.[1] as Facts) : Object.fromEntries(there)
  }
  const { metadata, extra } = environment
  const isAlone = keys.length === 0 && wanted.settings !== null
  return {
    key: nameOf(keys),
    before: isAlone ? { metadata, extra } : facts([...contents, ...rules]),
    after: isAlone ? { metadata, extra, ...wanted.settings } : facts([...wanted.flags, ...wanted.segments]),
    wanted,
  }
}

/** Of what is changed together. */
export function nameOf(keys: readonly string[]): string {
  const [only] = keys
  return keys.length === 1 && only !== undefined ? only : `${keys.length} flags`
}
