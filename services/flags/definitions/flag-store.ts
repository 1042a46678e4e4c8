import type { Store } from '../../../kit/store/store.ts'
import type { Place, StoredFlag, StoredSegment } from './flag.ts'

type Tables = {
  flag: Omit<StoredFlag, 'definition' | 'tags' | 'prerequisites'> & {
    definition: string
    tags: string
    prerequisites: string
  }
  segment: Omit<StoredSegment, 'rule'> & { rule: string }
}

/** Flags and the rules they share, as they are now. */
export class FlagStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get #db() {
    return this.#store.query<Tables>()
  }

  async flags(): Promise<StoredFlag[]> {
    return (await this.#db.selectFrom('flag').selectAll().orderBy('key').execute()).map(flagOf)
  }

  async flagsOf(place: Place): Promise<StoredFlag[]> {
    const query = this.#db.selectFrom('flag').selectAll()
    const rows = await query
      .where('project', '=', place.project)
      .where('environment', '=', place.environment)
      .orderBy('key')
      .execute()
    return rows.map(flagOf)
  }

  async putFlag(flag: StoredFlag): Promise<void> {
    const { project, environment, key, ...rest } = flag
    const row = {
      ...rest,
      definition: JSON.stringify(flag.definition),
      tags: JSON.stringify(flag.tags),
      prerequisites: JSON.stringify(flag.prerequisites),
    }
    await this.#db
      .insertInto('flag')
      .values({ project, environment, key, ...row })
      .onConflict(conflict => conflict.columns(['project', 'environment', 'key']).doUpdateSet(row))
      .execute()
  }

  async deleteFlag({ project, environment }: Place, key: string): Promise<void> {
    await this.#db
      .deleteFrom('flag')
      .where('project', '=', project)
      .where('environment', '=', environment)
      .where('key', '=', key)
      .execute()
  }

  async segments(): Promise<StoredSegment[]> {
    return (await this.#db.selectFrom('segment').selectAll().orderBy('key').execute()).map(segmentOf)
  }

  async segmentsOf(place: Place): Promise<StoredSegment[]> {
    const query = this.#db.selectFrom('segment').selectAll()
    const rows = await query
      .where('project', '=', place.project)
      .where('environment', '=', place.environment)
      .orderBy('key')
      .execute()
    return rows.map(segmentOf)
  }

  async putSegment(segment: StoredSegment): Promise<void> {
    const { project, environment, key, ...rest } = segment
    const row = { ...rest, rule: JSON.stringify(segment.rule) }
    await this.#db
      .insertInto('segment')
      .values({ project, environment, key, ...row })
      .onConflict(conflict => conflict.columns(['project', 'environment', 'key']).doUpdateSet(row))
      .execute()
  }

  async deleteSegment({ project, environment }: Place, key: string): Promise<void> {
    await this.#db
      .deleteFrom('segment')
      .where('project', '=', project)
      .where('environment', '=', environment)
      .where('key', '=', key)
      .execute()
  }
}

function flagOf({ definition, tags, prerequisites, ...row }: Tables['flag']): StoredFlag {
  return {
    ...row,
    definition: JSON.parse(definition),
    tags: JSON.parse(tags),
    prerequisites: JSON.parse(prerequisites),
  }
}

const segmentOf = ({ rule, ...row }: Tables['segment']): StoredSegment => ({ ...row, rule: JSON.parse(rule) })
