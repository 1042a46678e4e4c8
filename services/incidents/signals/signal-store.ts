import type { Signal } from '../../../contracts/incidents/signal.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { SignalView } from '../components/component.ts'

type Latest = 'signal' | 'episode' | 'sequence' | 'state' | 'flapping' | 'summary' | 'observed_at'

export type StoredSignal = Pick<Signal, Latest> & {
  readonly component_id: string | null
  readonly opens: boolean
  /** The check behind it is gone: it says nothing of its component any more. */
  readonly archived: boolean
  /** What came while nobody promised anything about the component; evaluated once somebody does again. */
  readonly held: Signal | null
}

type Row = Omit<StoredSignal, 'flapping' | 'opens' | 'archived' | 'held'> & {
  flapping: number
  opens: number
  archived: number
  held: string | null
}
type Tables = { signal: Row }

export class SignalStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async find(signal: string): Promise<StoredSignal | undefined> {
    const row = await this.#db().selectFrom('signal').selectAll().where('signal', '=', signal).executeTakeFirst()
    return row && fromRow(row)
  }

  async put(signal: StoredSignal): Promise<void> {
    const { signal: name, ...row } = toRow(signal)
    await this.#db()
      .insertInto('signal')
      .values({ signal: name, ...row })
      .onConflict(conflict => conflict.column('signal').doUpdateSet(row))
      .execute()
  }

  async ofComponent(component_id: string): Promise<SignalView[]> {
    const query = this.#current(component_id).select(['state', 'flapping', 'opens', 'summary'])
    const rows = await query.where('held', 'is', null).orderBy('signal').execute()
    return rows.map(row => ({ ...row, flapping: row.flapping === 1, opens: row.opens === 1 }))
  }

  async held(component_id: string): Promise<Signal[]> {
    const rows = await this.#current(component_id).select('held').where('held', 'is not', null).execute()
    return rows.map(({ held }) => JSON.parse(held ?? 'null'))
  }

  #current(component_id: string) {
    return this.#db().selectFrom('signal').where('component_id', '=', component_id).where('archived', '=', 0)
  }

  #db() {
    return this.#store.query<Tables>()
  }
}

function fromRow({ flapping, opens, archived, held, ...row }: Row): StoredSignal {
  return {
    ...row,
    flapping: flapping === 1,
    opens: opens === 1,
    archived: archived === 1,
    held: held === null ? null : JSON.parse(held),
  }
}

function toRow({ flapping, opens, archived, held, ...signal }: StoredSignal): Row {
  return {
    ...signal,
    flapping: Number(flapping),
    opens: Number(opens),
    archived: Number(archived),
    held: held && JSON.stringify(held),
  }
}
