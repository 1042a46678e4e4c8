import type { IncidentStats } from '../../../contracts/incident-statistics.ts'
import type { ComponentRef, Impact } from '../../../contracts/vocabulary.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { Period, Span } from './statistics.ts'

type Tables = {
  incident: Span & {
    id: string
    impact: Impact
    duration_s: number | null
    acknowledged_after_s: number | null
  }
  incident_component: { incident_id: string; component_id: string }
  component: ComponentRef
}

export type Totals = Omit<IncidentStats, 'by_component' | 'by_impact' | 'by_month'>
export type ComponentTotals = ComponentRef & Pick<Totals, 'total' | 'open' | 'resolved' | 'mean_s'>

/** As exact as the durations: a mean of two is not `12.000499999999999`. */
const inMilliseconds = (seconds: number | null): number | null =>
  seconds === null ? null : Math.round(seconds * 1_000) / 1_000

export class StatisticsStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Of the incidents that started in the period. */
  async totals({ from, to }: Period): Promise<Totals> {
    let query = this.#db().selectFrom('incident')
    if (from) query = query.where('started_at', '>=', from)
    if (to) query = query.where('started_at', '<', to)
    const row = await query
      .select(({ fn }) => [
        fn.countAll<number>().as('total'),
        fn.count<number>('resolved_at').as('resolved'),
        fn.avg<number | null>('duration_s').as('mean_s'),
        fn.min<number | null>('duration_s').as('min_s'),
        fn.max<number | null>('duration_s').as('max_s'),
        fn.avg<number | null>('acknowledged_after_s').as('mtta_s'),
      ])
      .executeTakeFirstOrThrow()
    const mean_s = inMilliseconds(row.mean_s)
    return { ...row, mean_s, mtta_s: inMilliseconds(row.mtta_s), open: row.total - row.resolved, mttr_s: mean_s }
  }

  async byImpact({ from, to }: Period): Promise<IncidentStats['by_impact']> {
    let query = this.#db().selectFrom('incident')
    if (from) query = query.where('started_at', '>=', from)
    if (to) query = query.where('started_at', '<', to)
    const rows = await query
      .select(({ fn }) => [
        'impact',
        fn.countAll<number>().as('total'),
        fn.count<number>('resolved_at').as('resolved'),
        fn.avg<number | null>('duration_s').as('mean_s'),
      ])
      .groupBy('impact')
      .execute()
    return rows.map(row => ({ ...row, mean_s: inMilliseconds(row.mean_s), open: row.total - row.resolved }))
  }

  /** When the first and the last incident of the period started. */
  async extent({ from, to }: Period): Promise<{ first: string | null; last: string | null }> {
    let query = this.#db().selectFrom('incident')
    if (from) query = query.where('started_at', '>=', from)
    if (to) query = query.where('started_at', '<', to)
    return query
      .select(({ fn }) => [
        fn.min<string | null>('started_at').as('first'),
        fn.max<string | null>('started_at').as('last'),
      ])
      .executeTakeFirstOrThrow()
  }

  async byComponent({ from, to }: Period): Promise<ComponentTotals[]> {
    let query = this.#affected()
    if (from) query = query.where('incident.started_at', '>=', from)
    if (to) query = query.where('incident.started_at', '<', to)
    const rows = await query
      .select(({ fn }) => [
        'component.id',
        'component.slug',
        'component.name',
        fn.countAll<number>().as('total'),
        fn.count<number>('incident.resolved_at').as('resolved'),
        fn.avg<number | null>('incident.duration_s').as('mean_s'),
      ])
      .groupBy(['component.id', 'component.slug', 'component.name'])
      .execute()
    return rows.map(row => ({ ...row, mean_s: inMilliseconds(row.mean_s), open: row.total - row.resolved }))
  }

  /** Seconds in outages that lie wholly in the period. */
  async wholeOutages({ from, to }: Period): Promise<(ComponentRef & { down_s: number })[]> {
    let query = this.#affected()
      .where('incident.impact', 'in', ['major', 'critical'])
      .where('incident.resolved_at', 'is not', null)
    if (from) query = query.where('incident.started_at', '>=', from)
    if (to) query = query.where('incident.resolved_at', '<=', to)
    return query
      .select(({ fn }) => [
        'component.id',
        'component.slug',
        'component.name',
        fn.sum<number>('incident.duration_s').as('down_s'),
      ])
      .groupBy(['component.id', 'component.slug', 'component.name'])
      .execute()
  }

  /** Outages that reach over an end of the period, or go on. */
  async partialOutages({ from, to }: Period): Promise<(ComponentRef & Span)[]> {
    let query = this.#affected()
      .where('incident.impact', 'in', ['major', 'critical'])
      .where(where =>
        where.or([
          where('incident.resolved_at', 'is', null),
          ...(from ? [where('incident.started_at', '<', from)] : []),
          ...(to ? [where('incident.resolved_at', '>', to)] : []),
        ]),
      )
    if (from) {
      query = query.where(where =>
        where.or([where('incident.resolved_at', 'is', null), where('incident.resolved_at', '>', from)]),
      )
    }
    if (to) query = query.where('incident.started_at', '<', to)
    return query
      .select(['component.id', 'component.slug', 'component.name', 'incident.started_at', 'incident.resolved_at'])
      .execute()
  }

  async openByImpact(): Promise<ReadonlyMap<Impact, number>> {
    const rows = await this.#db()
      .selectFrom('incident')
      .select(({ fn }) => ['impact', fn.countAll<number>().as('open')])
      .where('resolved_at', 'is', null)
      .groupBy('impact')
      .execute()
    return new Map(rows.map(({ impact, open }) => [impact, open]))
  }

  async count(): Promise<number> {
    const row = await this.#db()
      .selectFrom('incident')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return row.total
  }

  #affected() {
    return this.#db()
      .selectFrom('incident_component as affected')
      .innerJoin('incident', 'incident.id', 'affected.incident_id')
      .innerJoin('component', 'component.id', 'affected.component_id')
  }

  #db() {
    return this.#store.query<Tables>()
  }
}
