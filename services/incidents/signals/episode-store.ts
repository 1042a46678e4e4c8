import { fromColumn, toColumn } from '../../../kit/messages/message.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { Episode } from './episode.ts'

/** An episode and the incident it belongs to, once it does. */
export type StoredEpisode = Episode & { readonly incident_id: string | null }

type Row = Omit<StoredEpisode, 'flapping' | 'opens' | 'summary_i18n' | 'evidence'> & {
  flapping: number
  opens: number
  summary_i18n: string | null
  evidence: string | null
}
type Tables = { episode: Row; signal: { signal: string; component_id: string | null } }

export class EpisodeStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** The named episode of a signal, and all its others that have not ended. */
  async touched(signal: string, episode: string | null): Promise<StoredEpisode[]> {
    const query = this.#episodes()
      .where('signal', '=', signal)
      .where(where => where.or([where('episode', '=', episode ?? ''), where('ended_at', 'is', null)]))
    return (await query.execute()).map(fromRow)
  }

  /** Of an incident's episodes: how many go on, and when the last of the others ended. */
  async endOf(incident_id: string): Promise<{ open: number; last: string | null }> {
    const row = await this.#db()
      .selectFrom('episode')
      .select(({ fn }) => [
        fn.countAll<number>().as('all'),
        fn.count<number>('ended_at').as('ended'),
        fn.max<string | null>('ended_at').as('last'),
      ])
      .where('incident_id', '=', incident_id)
      .executeTakeFirstOrThrow()
    return { open: row.all - row.ended, last: row.last }
  }

  /** Those that go on, of incidents. */
  async open(): Promise<StoredEpisode[]> {
    const query = this.#episodes().where('ended_at', 'is', null).where('incident_id', 'is not', null)
    return (await query.execute()).map(fromRow)
  }

  /** Of a component: those that go on and belong to no incident. */
  async waiting(component_id: string): Promise<StoredEpisode[]> {
    const query = this.#episodes().where('ended_at', 'is', null).where('incident_id', 'is', null)
    const ofComponent = query.where('signal', 'in', of =>
      of.selectFrom('signal').select('signal').where('component_id', '=', component_id),
    )
    return (await ofComponent.execute()).map(fromRow)
  }

  async move(from_incident: string, to_incident: string): Promise<void> {
    const update = this.#db().updateTable('episode').set({ incident_id: to_incident })
    await update.where('incident_id', '=', from_incident).execute()
  }

  async put(episode: StoredEpisode): Promise<void> {
    const { signal, episode: name, ...row } = toRow(episode)
    await this.#db()
      .insertInto('episode')
      .values({ signal, episode: name, ...row })
      .onConflict(conflict => conflict.columns(['signal', 'episode']).doUpdateSet(row))
      .execute()
  }

  async forgetEndedBefore(time: string): Promise<void> {
    await this.#db().deleteFrom('episode').where('ended_at', '<', time).execute()
  }

  #episodes() {
    return this.#db().selectFrom('episode').selectAll()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}

function fromRow({ flapping, opens, summary_i18n, evidence, ...row }: Row): StoredEpisode {
  return {
    ...row,
    flapping: flapping === 1,
    opens: opens === 1,
    summary_i18n: summary_i18n === null ? null : fromColumn(summary_i18n),
    evidence: evidence === null ? null : JSON.parse(evidence),
  }
}

function toRow({ flapping, opens, summary_i18n, evidence, ...episode }: StoredEpisode): Row {
  return {
    ...episode,
    flapping: Number(flapping),
    opens: Number(opens),
    summary_i18n: summary_i18n && toColumn(summary_i18n),
    // The incident has it; here it would only be written again at each change.
    evidence: evidence && episode.incident_id === null ? JSON.stringify(evidence) : null,
  }
}
