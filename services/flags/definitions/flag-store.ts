import type { ExpressionBuilder } from 'kysely'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import type { EnvironmentRef, StoredFlag, StoredSegment } from './flag.ts'

type Tables = {
  flag: Omit<StoredFlag, 'definition' | 'tags' | 'prerequisites'> & {
    definition: string
    tags: string
    prerequisites: string
  }
  segment: Omit<StoredSegment, 'rule'> & { rule: string }
}

/** Flags and the rules they share, as they are now. */
export class FlagStore extends SqlStore<Tables> {
  async flagsOf(ref: EnvironmentRef): Promise<StoredFlag[]> {
    const rows = await this.db.selectFrom('flag').selectAll().where(isIn(ref)).orderBy('key').execute()
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
    await this.db
      .insertInto('flag')
      .values({ project, environment, key, ...row })
      .onConflict(conflict => conflict.columns(['project', 'environment', 'key']).doUpdateSet(row))
      .execute()
  }

  async deleteFlag(ref: EnvironmentRef, key: string): Promise<void> {
    await this.db.deleteFrom('flag').where(isIn(ref)).where('key', '=', key).execute()
  }

  async segmentsOf(ref: EnvironmentRef): Promise<StoredSegment[]> {
    const rows = await this.db.selectFrom('segment').selectAll().where(isIn(ref)).orderBy('key').execute()
    return rows.map(segmentOf)
  }

  async putSegment(segment: StoredSegment): Promise<void> {
    const { project, environment, key, ...rest } = segment
    const row = { ...rest, rule: JSON.stringify(segment.rule) }
    await this.db
      .insertInto('segment')
      .values({ project, environment, key, ...row })
      .onConflict(conflict => conflict.columns(['project', 'environment', 'key']).doUpdateSet(row))
      .execute()
  }

  async deleteSegment(ref: EnvironmentRef, key: string): Promise<void> {
    await this.db.deleteFrom('segment').where(isIn(ref)).where('key', '=', key).execute()
  }
}

const isIn =
  ({ project, environment }: EnvironmentRef) =>
  ({ and }: ExpressionBuilder<Tables, 'flag' | 'segment'>) =>
    and({ project, environment })

function flagOf({ definition, tags, prerequisites, ...row }: Tables['flag']): StoredFlag {
  return {
    ...row,
    definition: JSON.parse(definition),
    tags: JSON.parse(tags),
    prerequisites: JSON.parse(prerequisites),
  }
}

const segmentOf = ({ rule, ...row }: Tables['segment']): StoredSegment => ({ ...row, rule: JSON.parse(rule) })
