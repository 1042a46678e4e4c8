import type { UserState } from '../../../contracts/identity/access.ts'
import type { Store } from '../../../kit/store/store.ts'

export type Person = {
  readonly id: string
  readonly name: string
  readonly state: UserState
  readonly revision: number
}

type Tables = {
  person: Person
  incident_follower: { user_id: string; incident_id: string }
  timeline: { incident_id: string; by_id: string | null }
  incident: { id: string; assignee_id: string | null; roles: string | null }
  postmortem: StoredPostmortem
  postmortem_version: StoredPostmortem
  maintenance: { created_by: string | null; created_by_id: string | null }
}

export type StoredPostmortem = {
  readonly incident_id: string
  readonly revision: number
  readonly body: string
  readonly updated_at: string
  readonly by: string
  readonly by_id: string | null
}

const mostVersions = 50

export class PersonStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  find(id: string): Promise<Person | undefined> {
    return this.#db().selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()
  }

  active(limit: number): Promise<Pick<Person, 'id' | 'name'>[]> {
    const at_work = this.#db().selectFrom('person').select(['id', 'name']).where('state', 'in', ['active', 'invited'])
    return at_work.orderBy('name').orderBy('id').limit(limit).execute()
  }

  async put({ id, ...row }: Person): Promise<void> {
    await this.#db()
      .insertInto('person')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
  }

  async follow(user_id: string, incident_id: string): Promise<void> {
    await this.#db()
      .insertInto('incident_follower')
      .values({ user_id, incident_id })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  }

  async unfollow(user_id: string, incident_id?: string): Promise<void> {
    let query = this.#db().deleteFrom('incident_follower').where('user_id', '=', user_id)
    if (incident_id !== undefined) query = query.where('incident_id', '=', incident_id)
    await query.execute()
  }

  async followersOf(incident_id: string): Promise<string[]> {
    const rows = await this.#db()
      .selectFrom('incident_follower')
      .select('user_id')
      .where('incident_id', '=', incident_id)
      .execute()
    return rows.map(row => row.user_id)
  }

  async incidentsNaming(user_id: string): Promise<string[]> {
    const wrote = await this.#db()
      .selectFrom('timeline')
      .select('incident_id as id')
      .distinct()
      .where('by_id', '=', user_id)
      .execute()
    const works = await this.#db()
      .selectFrom('incident')
      .select('id')
      .where(where => where.or([where('assignee_id', '=', user_id), where('roles', 'like', `%"${user_id}"%`)]))
      .execute()
    return [...new Set([...wrote, ...works].map(row => row.id))]
  }

  async renameAuthor(by_id: string, name: string): Promise<void> {
    for (const table of ['postmortem', 'postmortem_version'] as const) {
      await this.#db().updateTable(table).set({ by: name }).where('by_id', '=', by_id).execute()
    }
    await this.#db().updateTable('maintenance').set({ created_by: name }).where('created_by_id', '=', by_id).execute()
  }

  postmortem(incident_id: string): Promise<StoredPostmortem | undefined> {
    return this.#db().selectFrom('postmortem').selectAll().where('incident_id', '=', incident_id).executeTakeFirst()
  }

  /** The latest first. */
  postmortemVersions(incident_id: string): Promise<StoredPostmortem[]> {
    const versions = this.#db().selectFrom('postmortem_version').selectAll().where('incident_id', '=', incident_id)
    return versions.orderBy('revision', 'desc').limit(mostVersions).execute()
  }

  /** What it replaces becomes a version. */
  async putPostmortem({ incident_id, ...row }: StoredPostmortem): Promise<void> {
    const replaced = await this.postmortem(incident_id)
    if (replaced) await this.#db().insertInto('postmortem_version').values(replaced).execute()
    await this.#db()
      .deleteFrom('postmortem_version')
      .where('incident_id', '=', incident_id)
      .where('revision', '<', row.revision - mostVersions)
      .execute()
    await this.#db()
      .insertInto('postmortem')
      .values({ incident_id, ...row })
      .onConflict(conflict => conflict.column('incident_id').doUpdateSet(row))
      .execute()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}
