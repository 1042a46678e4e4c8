import type { ComponentRef } from '../../../contracts/common-schemas.ts'
import type { MaintenanceStatus } from '../../../contracts/incidents/maintenance.ts'
import type { Store } from '../../../kit/store/store.ts'
import { refOf } from '../components/component.ts'
import { dueAt, type StoredMaintenance } from './maintenance.ts'
import type { MaintenanceWindow } from './recurrence.ts'

type Row = Omit<StoredMaintenance, 'components'> & { due_at: string | null }
type Tables = {
  maintenance: Row
  maintenance_component: { maintenance_id: string; component_id: string; position: number }
  maintenance_window: MaintenanceWindow & { maintenance_id: string; component_id: string; running: number }
  component: ComponentRef
}

export type MaintenanceFilter = {
  readonly limit: number
  /** `starts_at` and `id` of the last one of the page before. */
  readonly after?: readonly [string, string] | undefined
  readonly status?: MaintenanceStatus | undefined
  readonly component_id?: string | undefined
}

export type BegunWindow = MaintenanceWindow & { readonly maintenance: string }

export class MaintenanceStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async find(id: string): Promise<StoredMaintenance | undefined> {
    return (await this.#withComponents(await this.#all().where('id', '=', id).execute()))[0]
  }

  async list({ limit, after, status, component_id }: MaintenanceFilter): Promise<StoredMaintenance[]> {
    let query = this.#all()
    if (status) query = query.where('status', '=', status)
    if (component_id) {
      query = query.where('id', 'in', of =>
        of.selectFrom('maintenance_component').select('maintenance_id').where('component_id', '=', component_id),
      )
    }
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('starts_at', 'id'), '<', tuple(...after)))
    }
    return this.#withComponents(await query.orderBy('starts_at', 'desc').orderBy('id', 'desc').limit(limit).execute())
  }

  /** What begins or ends first, should that be by now. */
  async due(now: string): Promise<StoredMaintenance | undefined> {
    const rows = await this.#all().where('due_at', '<=', now).orderBy('due_at').orderBy('id').limit(1).execute()
    return (await this.#withComponents(rows))[0]
  }

  async nextDue(): Promise<string | null> {
    const query = this.#db().selectFrom('maintenance').where('due_at', 'is not', null)
    const row = await query.select(({ fn }) => fn.min<string | null>('due_at').as('due_at')).executeTakeFirst()
    return row?.due_at ?? null
  }

  async put(maintenance: StoredMaintenance): Promise<void> {
    const { components, id, ...facts } = maintenance
    const row = { ...facts, due_at: dueAt(maintenance) }
    await this.#db()
      .insertInto('maintenance')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
    await this.#db().deleteFrom('maintenance_component').where('maintenance_id', '=', id).execute()
    if (components.length === 0) return
    const affected = components.map((component, position) => ({ component_id: component.id, position }))
    const rows = affected.map(one => ({ maintenance_id: id, ...one }))
    await this.#db().insertInto('maintenance_component').values(rows).execute()
  }

  /** The window that the maintenance is at, as it runs or ran. */
  async putWindows({ id, components, status, starts_at, ends_at }: StoredMaintenance): Promise<void> {
    if (components.length === 0) return
    const times = { ends_at, running: Number(status === 'in_progress') }
    const rows = components.map(component => ({ maintenance_id: id, component_id: component.id, starts_at, ...times }))
    await this.#db()
      .insertInto('maintenance_window')
      .values(rows)
      .onConflict(conflict => conflict.columns(['maintenance_id', 'component_id', 'starts_at']).doUpdateSet(times))
      .execute()
  }

  /** Of a component: those that reach beyond this moment. */
  async windowsSince(component_id: string, since: string): Promise<MaintenanceWindow[]> {
    const query = this.#db().selectFrom('maintenance_window').select(['starts_at', 'ends_at'])
    return query.where('component_id', '=', component_id).where('ends_at', '>', since).execute()
  }

  /** Those that began, as they took place. */
  windowsBetween({ from, to, limit }: { from: string; to: string; limit: number }): Promise<BegunWindow[]> {
    return this.#db()
      .selectFrom('maintenance_window')
      .select(['maintenance_id as maintenance', 'starts_at', 'ends_at'])
      .distinct()
      .where('ends_at', '>', from)
      .where('starts_at', '<', to)
      .orderBy('starts_at', 'desc')
      .limit(limit)
      .execute()
  }

  async planned(limit: number): Promise<StoredMaintenance[]> {
    const query = this.#all().where('status', 'in', ['scheduled', 'in_progress'])
    return this.#withComponents(await query.orderBy('starts_at').limit(limit).execute())
  }

  async isRunning(component_id: string): Promise<boolean> {
    const query = this.#db().selectFrom('maintenance_window').select('running').where('running', '=', 1)
    return (await query.where('component_id', '=', component_id).limit(1).executeTakeFirst()) !== undefined
  }

  async #withComponents(rows: readonly Row[]): Promise<StoredMaintenance[]> {
    if (rows.length === 0) return []
    const ids = rows.map(({ id }) => id)
    const affected = await this.#db()
      .selectFrom('maintenance_component as affected')
      .innerJoin('component', 'component.id', 'affected.component_id')
      .select(['affected.maintenance_id', 'component.id', 'component.slug', 'component.name'])
      .where('affected.maintenance_id', 'in', ids)
      .orderBy('affected.position')
      .execute()
    const components = Map.groupBy(affected, row => row.maintenance_id)
    return rows.map(({ due_at: _, ...row }) => ({
      ...row,
      components: (components.get(row.id) ?? []).map(refOf),
    }))
  }

  #all() {
    return this.#db().selectFrom('maintenance').selectAll()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}
