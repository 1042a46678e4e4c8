import type { Sealed } from '../../../kit/secrets/keyring.ts'
import type { SecretColumn } from '../../../kit/secrets/secret-column.ts'
import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { EnvironmentRef, StoredEnvironment } from '../definitions/flag.ts'

export type StoredProject = { readonly name: string; readonly title: string; readonly created_at: string }

const environments = rowCodec<StoredEnvironment>({ metadata: 'json', extra: 'json', approval: 'flag' })

type Tables = {
  project: StoredProject
  environment: RowOf<StoredEnvironment>
  gone_environment: { project: string; name: string; revision: number }
  secret: { name: string; value: Sealed }
}

/** Signs the addresses of event streams; without its key clients ask for a new address. */
export const streamSecret: SecretColumn = { table: 'secret', column: 'value', row: 'name', without: null }

export const mostProjects = 500

export class EnvironmentStore extends SqlStore<Tables> {
  projects(): Promise<StoredProject[]> {
    return this.db.selectFrom('project').selectAll().orderBy('name').limit(mostProjects).execute()
  }

  project(name: string): Promise<StoredProject | undefined> {
    return this.db.selectFrom('project').selectAll().where('name', '=', name).executeTakeFirst()
  }

  putProject(project: StoredProject): Promise<void> {
    return upsert(this.store, 'project', [project], ['name'], ['created_at'])
  }

  async deleteProject(name: string): Promise<void> {
    await this.db.deleteFrom('project').where('name', '=', name).execute()
  }

  async environments(): Promise<StoredEnvironment[]> {
    const rows = await this.db.selectFrom('environment').selectAll().orderBy('project').orderBy('name').execute()
    return rows.map(environments.fromRow)
  }

  async find({ project, environment }: EnvironmentRef): Promise<StoredEnvironment | undefined> {
    const query = this.db.selectFrom('environment').selectAll().where('project', '=', project)
    const row = await query.where('name', '=', environment).executeTakeFirst()
    return row && environments.fromRow(row)
  }

  put(environment: StoredEnvironment): Promise<void> {
    return upsert(this.store, 'environment', [environments.toRow(environment)], ['project', 'name'])
  }

  /** Of one that was there under this name: caches may still hold what it answered. */
  async lastRevision({ project, environment }: EnvironmentRef): Promise<number> {
    const query = this.db.selectFrom('gone_environment').select('revision').where('project', '=', project)
    return (await query.where('name', '=', environment).executeTakeFirst())?.revision ?? 0
  }

  async delete({ project, environment }: EnvironmentRef): Promise<void> {
    const before = await this.find({ project, environment })
    const row = { project, name: environment, revision: before?.revision ?? 0 }
    await upsert(this.store, 'gone_environment', [row], ['project', 'name'])
    await this.db.deleteFrom('environment').where('project', '=', project).where('name', '=', environment).execute()
  }

  /** Signs the addresses of event streams; made once, so that streams come back after a restart. */
  async secret(name: string, made: () => string): Promise<string> {
    const find = () => this.db.selectFrom('secret').select('value').where('name', '=', name).executeTakeFirst()
    const { secrets } = this.store
    const kept = await find()
    const known = kept ? secrets.open(streamSecret, name, kept.value) : null
    if (known !== null) return known
    const fresh = made()
    const value = secrets.seal(streamSecret, name, fresh)
    await upsert(this.store, 'secret', [{ name, value }], ['name'])
    return fresh
  }
}
