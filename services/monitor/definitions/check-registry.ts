import { randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { say } from '../../../contracts/messages/words.ts'
import { slugOf } from '../../../contracts/slug.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { conflict, notFound, type Refusal } from '../../../kit/service/errors.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import { lookoutSlug, type MonitorConfig, secretsOf } from '../config.ts'
import { type CheckState, loseSight, newCheckState } from '../evaluation/check-state.ts'
import { saveIntervals } from '../evaluation/interval-store.ts'
import { saveStates } from '../evaluation/state-store.ts'
import { checkKind } from '../probes/index.ts'
import { type WatchedCheck, WatchedChecks, watchCheck } from '../scheduling/check-runtime.ts'
import { completeCheck, type DefinedCheck } from './check.ts'
import { saveChecks } from './check-store.ts'
import { type Definition, toDefinition } from './definition.ts'
import { type Heartbeat, type NewHeartbeat, saveHeartbeats } from './heartbeat-store.ts'
import { nextApiPosition, type Plan, planArchive, planFile, planOne, type Wanted } from './plan-checks.ts'
import { tokenHash } from './secrets.ts'

export type Known = {
  readonly checks: readonly DefinedCheck[]
  readonly states: ReadonlyMap<string, CheckState>
  readonly heartbeats: ReadonlyMap<string, Heartbeat>
}

export type Watching = {
  /** A check began, or is another one than before. */
  watched(check: WatchedCheck): void
  /** A check is watched no more. */
  dropped(check: WatchedCheck): void
}

export type Defining = {
  readonly store: Store
  readonly publish: Context['publish']
  readonly clock: Clock
  readonly redactor: Redactor
  readonly watching: Watching
}

/** What is to be watched: from the file and from the API, kept in the database, and followed by those who watch. */
export class CheckDefinitions {
  readonly checks = new WatchedChecks()
  readonly #defining: Defining
  readonly #stored: Map<string, DefinedCheck>
  readonly #states: Map<string, CheckState>
  readonly #heartbeats: Map<string, Heartbeat>
  #monitoring: MonitorConfig['monitoring']

  constructor(defining: Defining, known: Known, monitoring: MonitorConfig['monitoring']) {
    this.#defining = defining
    this.#stored = new Map(known.checks.map(check => [check.id, check]))
    this.#states = new Map(known.states)
    this.#heartbeats = new Map(known.heartbeats)
    this.#monitoring = monitoring
  }

  /** Also the archived ones. */
  stored(): readonly DefinedCheck[] {
    return [...this.#stored.values()]
  }

  /** The file is in force: what differs is added, changed or archived, everything else stays as it is. */
  async applyFile({ services, monitoring }: MonitorConfig, placeOf: Context['placeOf']): Promise<void> {
    const wanted = services.map((item, index): Wanted => {
      const definition = toDefinition(item)
      const place = placeOf(['services', index])
      return { slug: slugOf(definition.name), origin: 'file', definition, place, position: index }
    })
    this.#monitoring = monitoring
    await this.#carryOut(() => planFile(this.stored(), wanted, this.#planning()))
    // Also those that stay as they are: what they leave out comes from `monitoring`.
    this.#follow(this.#stored.values())
  }

  async create(definition: Definition): Promise<WatchedCheck> {
    const [refusal] = await this.createAll([definition])
    if (refusal) throw refusal
    return this.get(slugOf(definition.name))
  }

  /** All that can be are made in one commit; of each, what stood in its way. */
  async createAll(definitions: readonly Definition[]): Promise<readonly (Refusal | null)[]> {
    const refusals: (Refusal | null)[] = []
    await this.#carryOut(() => {
      // A transaction may be tried again.
      refusals.length = 0
      const plans: Plan[] = []
      const taken = new Set<string>()
      const stored = this.stored()
      let position = nextApiPosition(stored)
      for (const definition of definitions) {
        const slug = slugOf(definition.name)
        const refusal = this.#inTheWay(slug, taken)
        refusals.push(refusal)
        if (refusal) continue
        taken.add(slug)
        const archived = stored.findLast(check => check.slug === slug && check.archived_at !== null)
        const wanted = { slug, origin: 'api', definition, place: null, position: position++ } as const
        plans.push(planOne(archived, wanted, this.#planning()))
      }
      return { saves: plans.flatMap(({ saves }) => saves), facts: plans.flatMap(({ facts }) => facts) }
    })
    return refusals
  }

  #inTheWay(slug: string, taken: ReadonlySet<string>): Refusal | null {
    const rival = this.checks.find(slug)
    if (rival) {
      const { place, definition: other } = rival.check
      return conflict('monitor.name-taken', `"${other.name}" is watched already${place ? ` (${place})` : ''}`)
    }
    if (slug === lookoutSlug) return conflict('monitor.name-taken', 'the lookout itself has this name')
    return taken.has(slug) ? conflict('monitor.name-taken', 'another one has this name') : null
  }

  /** The slug stays what it was: it is in addresses and in history. */
  async update(
    idOrSlug: string,
    definition: Definition,
    { unreadable }: Pick<Wanted, 'unreadable'> = {},
  ): Promise<WatchedCheck> {
    const { id, slug, position } = this.get(idOrSlug).check
    await this.#carryOut(() => {
      const wanted = { slug, origin: 'api', definition, place: null, position, unreadable } as const
      return planOne(this.#ownedByApi(id), wanted, this.#planning())
    })
    return this.get(id)
  }

  async archive(idOrSlug: string): Promise<void> {
    const { id } = this.get(idOrSlug).check
    await this.#carryOut(() => planArchive(this.#ownedByApi(id), this.#defining.clock.now()))
  }

  get(idOrSlug: string): WatchedCheck {
    const found = this.checks.find(idOrSlug)
    if (!found)
      throw notFound('monitor.no-such-check', `there is no check "${idOrSlug}"; GET /api/v1/checks lists them`)
    return found
  }

  setComponentId(check: WatchedCheck, component_id: string): void {
    check.check = { ...check.check, component_id }
    const stored = this.#stored.get(check.check.id)
    if (stored) this.#stored.set(stored.id, { ...stored, component_id })
  }

  #planning() {
    const { clock, redactor } = this.#defining
    return { now: clock.now(), newId: uuid, shown: (address: string) => redactor.address(address) }
  }

  #ownedByApi(id: string): DefinedCheck {
    const { check } = this.get(id)
    if (check.origin === 'file') {
      throw conflict(
        'monitor.owned-by-file',
        `"${check.definition.name}" is defined in ${check.place}; change it there`,
      )
    }
    return check
  }

  /** Writes and tells a plan in one transaction, then lets those who watch follow. */
  async #carryOut(makePlan: () => Plan): Promise<Plan> {
    const { store, publish } = this.#defining
    return store.transaction(async () => {
      const plan = makePlan()
      const saved = await saveChecks(store, plan.saves)
      const heartbeats = saved.flatMap(check => this.#tokenFor(check) ?? [])
      await saveHeartbeats(store, heartbeats)
      const ended = saved.filter(({ archived_at }) => archived_at !== null)
      const states = await this.#endStates(ended)
      await publish(...plan.facts)
      store.afterCommit(() => {
        for (const one of heartbeats) this.#heartbeats.set(one.check_id, { ...one, token_sha256: tokenHash(one.token) })
        for (const [id, state] of states) this.#states.set(id, state)
        for (const check of saved) this.#stored.set(check.id, check)
        this.#follow(saved)
      })
      return plan
    })
  }

  /** A token in the file is used as it is; else the check keeps the one that was made for it. */
  #tokenFor({ id, definition, unreadable }: DefinedCheck): NewHeartbeat | undefined {
    if (!checkKind(definition.kind)?.passive) return undefined
    const known = this.#heartbeats.get(id)
    const given = unreadable ? undefined : definition.token
    if (known && (given === undefined || tokenHash(given) === known.token_sha256)) return undefined
    const token = given ?? randomBytes(18).toString('base64url')
    return { check_id: id, token, beat: this.checks.byId(id)?.beat ?? known?.beat }
  }

  /** From here on nothing is known of it; should it come back, what it said before is void. */
  async #endStates(ended: readonly DefinedCheck[]): Promise<(readonly [string, CheckState])[]> {
    const { store, clock } = this.#defining
    const states = ended.flatMap(({ id }) => {
      const last = this.checks.byId(id)?.state ?? this.#states.get(id)
      if (!last) return []
      const { since, reason } = loseSight(last, clock.now(), say('check.not-watched'))
      return [[id, { ...newCheckState, since, reason, sequence: last.sequence }] as const]
    })
    await saveStates(store, states)
    await saveIntervals(
      store,
      states.map(([check_id, { since, reason }]) => ({
        check_id,
        started_at: since ?? clock.now(),
        state: 'unknown',
        episode: null,
        reason,
      })),
    )
    return states
  }

  #follow(changed: Iterable<DefinedCheck>): void {
    const { watching, clock, redactor } = this.#defining
    for (const stored of changed) {
      const isReadable = stored.archived_at === null && !stored.unreadable
      redactor.know(`check:${stored.id}`, isReadable ? secretsOf(stored.definition).values : [])
      const known = this.checks.byId(stored.id)
      const kind = checkKind(stored.definition.kind)
      if (stored.archived_at !== null || !kind) {
        if (known) this.#drop(known)
        continue
      }
      const check = completeCheck(stored, { kind, monitoring: this.#monitoring, redactor })
      const heartbeat = kind.passive ? this.#heartbeats.get(stored.id) : undefined
      if (known) {
        known.check = check
        known.token = heartbeat?.token ?? null
        known.token_sha256 = heartbeat?.token_sha256 ?? null
        this.checks.put(known)
        watching.watched(known)
      } else {
        const watched = watchCheck(check, { state: this.#states.get(stored.id), heartbeat, now: clock.now() })
        this.checks.put(watched)
        watching.watched(watched)
      }
    }
  }

  #drop(known: WatchedCheck): void {
    this.checks.remove(known)
    const heartbeat = this.#heartbeats.get(known.check.id)
    if (heartbeat) this.#heartbeats.set(known.check.id, { ...heartbeat, beat: known.beat })
    this.#defining.watching.dropped(known)
  }
}
