import { inPages } from '../../../kit/store/in-pages.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import type { EnvironmentRef } from '../definitions/flag.ts'

/** How often a flag came to a variant within one hour; `hour` is its start, `variant` is empty for the caller's default. */
export type EvaluationCount = EnvironmentRef & {
  readonly key: string
  readonly variant: string
  readonly hour: string
  readonly count: number
}
type Tables = { evaluation_count: EvaluationCount }

const atOnce = 500

export class EvaluationCountStore extends SqlStore<Tables> {
  async add(counts: readonly EvaluationCount[]): Promise<void> {
    for (let start = 0; start < counts.length; start += 100) {
      await this.db
        .insertInto('evaluation_count')
        .values(counts.slice(start, start + 100))
        .onConflict(conflict =>
          conflict
            .columns(['project', 'environment', 'key', 'hour', 'variant'])
            .doUpdateSet(set => ({ count: set('evaluation_count.count', '+', set.ref('excluded.count')) })),
        )
        .execute()
    }
  }

  since(hour: string): Promise<EvaluationCount[]> {
    return this.db.selectFrom('evaluation_count').selectAll().where('hour', '>=', hour).execute()
  }

  async of({ project, environment }: EnvironmentRef, key: string, from: string): Promise<EvaluationCount[]> {
    const counts: EvaluationCount[] = []
    const pages = inPages(async (after: EvaluationCount | undefined) => {
      const query = this.db
        .selectFrom('evaluation_count')
        .selectAll()
        .where('project', '=', project)
        .where('environment', '=', environment)
        .where('key', '=', key)
      const behind = after
        ? query.where(({ eb, and, or }) =>
            or([eb('hour', '>', after.hour), and([eb('hour', '=', after.hour), eb('variant', '>', after.variant)])]),
          )
        : query.where('hour', '>=', from)
      return behind.orderBy('hour').orderBy('variant').limit(atOnce).execute()
    })
    for await (const page of pages) counts.push(...page)
    return counts
  }

  async last(since: string): Promise<(EnvironmentRef & { key: string; variant: string; hour: string })[]> {
    return this.db
      .selectFrom('evaluation_count')
      .select(['project', 'environment', 'key', 'variant'])
      .select(({ fn }) => fn.max('hour').as('hour'))
      .where('hour', '>=', since)
      .groupBy(['project', 'environment', 'key', 'variant'])
      .execute()
  }

  async prune(before: string): Promise<void> {
    await this.db.deleteFrom('evaluation_count').where('hour', '<', before).execute()
  }
}
