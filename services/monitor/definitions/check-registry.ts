import { randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { Component } from '../../../contracts/incidents/incidents.ts'
import { say } from '../../../contracts/messages/words.ts'
import { conflict, notFound } from '../../../contracts/refusals.ts'
import { slugOf } from '../../../contracts/slug.ts'
import type { Refusal } from '../../../kit/service/errors.ts'
import type { ConfigProblem, Context } from '../../../kit/service/service.ts'
import { type MonitorConfig, type Monitoring, secretsOf, selfSlug } from '../config.ts'
import { becomeUnknown, type CheckState, newCheckState } from '../evaluation/check-state.ts'
import { intervalOf, saveHistory } from '../evaluation/state-store.ts'
import { checkKind } from '../probes/index.ts'
import { ActiveChecks, type CheckRuntime, createRuntime } from '../scheduling/check-runtime.ts'
import { completeCheck, type DefinedCheck } from './check.ts'
import { type Heartbeat, type NewHeartbeat, saveChecks, saveComponentId, saveHeartbeats } from './check-store.ts'
import { type Definition, toDefinition } from './definition.ts'
import { nextApiPosition, type Plan, planArchive, planFile, planOne, type Wanted } from './plan-checks.ts'
import { tokenHash } from './secrets.ts'

export type KnownChecks = {
  readonly checks: readonly DefinedCheck[]
  readonly states: ReadonlyMap<string, CheckState>
  readonly heartbeats: ReadonlyMap<string, Heartbeat>
}

type Deps = Pick<Context, 'store' | 'publish' | 'clock' | 'redactor'> & {
  /** A check began, or is another one than before. */
  readonly onActive: (check: CheckRuntime) => void
  readonly onRemoved: (check: CheckRuntime) => void
}

type UpdateOptions = Pick<Wanted, 'unreadable'> & {
  /** Throws for who edited something else than what there is now. */
  readonly mayReplace?: (present: CheckRuntime) => void
}

/** The checks of the file and of the API, as they are stored, and those of them that are active. */
export class CheckRegistry {
  readonly checks = new ActiveChecks()
  readonly #deps: Deps
  readonly #stored: Map<string, DefinedCheck>
  readonly #states: Map<string, CheckState>
  readonly #heartbeats: Map<string, Heartbeat>
  #monitoring: Monitoring

  constructor(deps: Deps, known: KnownChecks, monitoring: Monitoring) {
    this.#deps = deps
    this.#stored = new Map(known.checks.map(check => [check.id, check]))
    this.#states = new Map(known.states)
    this.#heartbeats = new Map(known.heartbeats)
    this.#monitoring = monitoring
  }

  get monitoring(): Monitoring {
    return this.#monitoring
  }

  stored(): readonly DefinedCheck[] {
    return [...this.#stored.values()]
  }

  /** Adds, changes or archives what differs from the file; everything else stays as it is. */
  async applyFile({ services, monitoring }: MonitorConfig, placeOf: Context['placeOf']): Promise<void> {
    const wanted = services.map((item, index): Wanted => {
      const definition = toDefinition(item)
      const place = placeOf(['services', index])
      return { slug: slugOf(definition.name), origin: 'file', definition, place, position: index }
    })
    this.#monitoring = monitoring
    await this.#carryOut(() => planFile(this.stored(), wanted, this.#planning()))
    // Also those that stay as they are: what they leave out comes from `monitoring`.
    this.#activate(this.#stored.values())
  }

  async create(definition: Definition): Promise<CheckRuntime> {
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
      const { place, definition } = rival.check
      const { name } = definition
      return place ? conflict('monitor.name-taken:file', { name, place }) : conflict('monitor.name-taken', { name })
    }
    if (slug === selfSlug) return conflict('monitor.name-taken:self')
    return taken.has(slug) ? conflict('monitor.name-taken:other') : null
  }

  /** The slug stays what it was: it is in addresses and in history. */
  async update(
    idOrSlug: string,
    definition: Definition,
    { unreadable, mayReplace }: UpdateOptions = {},
  ): Promise<CheckRuntime> {
    const { id, slug, position } = this.get(idOrSlug).check
    await this.#carryOut(() => {
      mayReplace?.(this.get(id))
      const wanted = { slug, origin: 'api', definition, place: null, position, unreadable } as const
      return planOne(this.#ownedByApi(id), wanted, this.#planning())
    })
    return this.get(id)
  }

  async archive(idOrSlug: string): Promise<void> {
    const { id } = this.get(idOrSlug).check
    await this.#carryOut(() => planArchive(this.#ownedByApi(id), this.#deps.clock.now()))
  }

  get(idOrSlug: string): CheckRuntime {
    const found = this.checks.find(idOrSlug)
    if (!found) throw notFound('monitor.no-such-check', { name: idOrSlug })
    return found
  }

  /** The next probe does not run, and the state is unknown from now on. */
  pause(idOrSlug: string): Promise<CheckRuntime> {
    const { definition, unreadable } = this.get(idOrSlug).check
    return this.update(idOrSlug, { ...definition, paused: true }, { unreadable })
  }

  resume(idOrSlug: string): Promise<CheckRuntime> {
    const { definition, unreadable } = this.get(idOrSlug).check
    const { paused: _over, ...resumed } = definition
    return this.update(idOrSlug, resumed, { unreadable })
  }

  /** The incidents give components their ids; answers about checks carry them. */
  async linkComponent({ id, slug, archived }: Component & { archived: boolean }): Promise<void> {
    const { store } = this.#deps
    const active = this.checks.find(slug)
    if (!active || archived || active.check.component_id === id) return
    await saveComponentId(store, active.check.id, id)
    store.afterCommit(() => {
      active.check = { ...active.check, component_id: id }
      const stored = this.#stored.get(active.check.id)
      if (stored) this.#stored.set(stored.id, { ...stored, component_id: id })
    })
  }

  /** Services of a file whose name a check of the API has already. */
  nameConflicts({ services }: MonitorConfig): ConfigProblem[] {
    return services.flatMap((item, index) => {
      const { name } = toDefinition(item)
      if (this.checks.find(slugOf(name))?.check.origin !== 'api') return []
      return [{ path: ['services', index, 'name'], message: say('configuration.name-watched', { name }) }]
    })
  }

  #planning() {
    const { clock, redactor } = this.#deps
    return { now: clock.now(), newId: uuid, shown: (address: string) => redactor.address(address) }
  }

  #ownedByApi(id: string): DefinedCheck {
    const { check } = this.get(id)
    if (check.origin === 'file') {
      throw conflict('monitor.owned-by-file', { name: check.definition.name, place: check.place ?? '' })
    }
    return check
  }

  /** Writes and publishes a plan in one transaction, then activates it. */
  async #carryOut(makePlan: () => Plan): Promise<Plan> {
    const { store, publish } = this.#deps
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
        this.#activate(saved)
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
  async #endStates(ended: readonly DefinedCheck[]): Promise<readonly (readonly [string, CheckState])[]> {
    const { store, clock } = this.#deps
    const states = ended.flatMap(({ id }) => {
      const last = this.checks.byId(id)?.state ?? this.#states.get(id)
      if (!last) return []
      const { since, reason } = becomeUnknown(last, clock.now(), say('check.not-watched'))
      return [[id, { ...newCheckState, since, reason, sequence: last.sequence }] as const]
    })
    const intervals = states.map(([id, state]) => intervalOf(id, { ...state, since: state.since ?? clock.now() }))
    await saveHistory(store, { states, intervals })
    return states
  }

  /** What is active becomes what is stored. */
  #activate(changed: Iterable<DefinedCheck>): void {
    const { onActive, clock, redactor } = this.#deps
    for (const stored of changed) {
      const isReadable = stored.archived_at === null && !stored.unreadable
      redactor.know(`check:${stored.id}`, isReadable ? secretsOf(stored.definition).values : [])
      const known = this.checks.byId(stored.id)
      const kind = checkKind(stored.definition.kind)
      if (stored.archived_at !== null || !kind) {
        if (known) this.#remove(known)
        continue
      }
      const check = completeCheck(stored, { kind, monitoring: this.#monitoring, redactor })
      const heartbeat = kind.passive ? this.#heartbeats.get(stored.id) : undefined
      const active = known ?? createRuntime(check, { state: this.#states.get(stored.id), heartbeat, now: clock.now() })
      active.check = check
      active.token = heartbeat?.token ?? null
      active.token_sha256 = heartbeat?.token_sha256 ?? null
      this.checks.put(active)
      onActive(active)
    }
  }

  #remove(known: CheckRuntime): void {
    this.checks.remove(known)
    const heartbeat = this.#heartbeats.get(known.check.id)
    if (heartbeat) this.#heartbeats.set(known.check.id, { ...heartbeat, beat: known.beat })
    this.#deps.onRemoved(known)
  }
}
