import type { ComponentRef, Impact } from '../../../contracts/common-schemas.ts'
import type { IncidentStats } from '../../../contracts/incidents/incident-statistics.ts'
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

const withOpen = <Row extends { total: number; resolved: number; mean_s: number | null }>(row: Row) => {
  return { ...row, mean_s: inMilliseconds(row.mean_s), open: row.total - row.resolved }
}

const refColumns = ['component.id', 'component.slug', 'component.name'] as const

export class StatisticsStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async totals(period: Period): Promise<Totals> {
    const row = await this.#counts(period)
      .select(({ fn }) => [
        fn.min<number | null>('incident.duration_s').as('min_s'),
        fn.max<number | null>('incident.duration_s').as('max_s'),
        fn.avg<number | null>('incident.acknowledged_after_s').as('mtta_s'),
      ])
      .executeTakeFirstOrThrow()
    const totals = withOpen(row)
    return { ...totals, mtta_s: inMilliseconds(row.mtta_s), mttr_s: totals.mean_s }
  }

  async byImpact(period: Period): Promise<IncidentStats['by_impact']> {
    const query = this.#counts(period).select('incident.impact').groupBy('incident.impact')
    return (await query.execute()).map(withOpen)
  }

  extent(period: Period): Promise<{ first: string | null; last: string | null }> {
    const times = this.#started(period).select(({ fn }) => [
      fn.min<string | null>('incident.started_at').as('first'),
      fn.max<string | null>('incident.started_at').as('last'),
    ])
    return times.executeTakeFirstOrThrow()
  }

  async byComponent(period: Period): Promise<ComponentTotals[]> {
    const query = this.#counts(period)
      .innerJoin('incident_component as affected', 'affected.incident_id', 'incident.id')
      .innerJoin('component', 'component.id', 'affected.component_id')
    return (await query.select(refColumns).groupBy(refColumns).execute()).map(withOpen)
  }

  /** Seconds in outages that lie wholly in the period. */
  wholeOutages({ from, to }: Period): Promise<(ComponentRef & { down_s: number })[]> {
    let query = this.#outages().where('incident.resolved_at', 'is not', null)
    if (from) query = query.where('incident.started_at', '>=', from)
    if (to) query = query.where('incident.resolved_at', '<=', to)
    const sums = query.select(({ fn }) => fn.sum<number>('incident.duration_s').as('down_s'))
    return sums.groupBy(refColumns).execute()
  }

  /** Outages that reach over an end of the period, or go on. */
  partialOutages({ from, to }: Period): Promise<(ComponentRef & Span)[]> {
    let query = this.#outages().where(where =>
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
    return query.select(['incident.started_at', 'incident.resolved_at']).execute()
  }

  async openByImpact(): Promise<ReadonlyMap<Impact, number>> {
    const query = this.#db().selectFrom('incident').where('resolved_at', 'is', null).groupBy('impact')
    const rows = await query.select(({ fn }) => ['impact', fn.countAll<number>().as('open')]).execute()
    return new Map(rows.map(({ impact, open }) => [impact, open]))
  }

  async count(): Promise<number> {
    const query = this.#db().selectFrom('incident')
    return (await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()).total
  }

  #started({ from, to }: Period) {
    let query = this.#db().selectFrom('incident')
    if (from) query = query.where('incident.started_at', '>=', from)
    if (to) query = query.where('incident.started_at', '<', to)
    return query
  }

  #counts(period: Period) {
    return this.#started(period).select(({ fn }) => [
      fn.countAll<number>().as('total'),
      fn.count<number>('incident.resolved_at').as('resolved'),
      fn.avg<number | null>('incident.duration_s').as('mean_s'),
    ])
  }

  #outages() {
    return this.#db()
      .selectFrom('incident_component as affected')
      .innerJoin('incident', 'incident.id', 'affected.incident_id')
      .innerJoin('component', 'component.id', 'affected.component_id')
      .where('incident.impact', 'in', ['major', 'critical'])
      .select(refColumns)
  }

  #db() {
    return this.#store.query<Tables>()
  }
}
