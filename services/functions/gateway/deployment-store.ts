import type { FunctionDeployment } from '../../../contracts/functions/gateway.ts'
import type { Sealed } from '../../../kit/secrets/keyring.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import { deploymentDefinition } from '../secrets/secret-columns.ts'

/** What somebody did to a function over the API. */
export type Deployment = {
  readonly name: string
  readonly state: 'deployed' | 'removed'
  /** Of the description in the stack at that time, which another one outdates; null: there was none. */
  readonly basis: string | null
  /** Null: it was removed. */
  readonly definition: FunctionDeployment | null
  readonly changed_at: string
}

type Row = Omit<Deployment, 'definition'> & { readonly definition: Sealed | null }

export class DeploymentStore extends SqlStore<{ deployment: Row }> {
  async all(): Promise<readonly Deployment[]> {
    const rows = await this.db.selectFrom('deployment').selectAll().orderBy('name').limit(mostDeployments).execute()
    return rows.map(({ definition, ...row }) => {
      const text = definition && this.store.secrets.open(deploymentDefinition, row.name, definition)
      return { ...row, definition: text ? (JSON.parse(text) as FunctionDeployment) : null }
    })
  }

  async put({ definition, ...row }: Deployment): Promise<void> {
    const text = definition && JSON.stringify(definition)
    const sealed = text && this.store.secrets.seal(deploymentDefinition, row.name, text)
    await upsert(this.store, 'deployment', [{ ...row, definition: sealed }], ['name'])
  }

  async delete(name: string): Promise<void> {
    await this.db.deleteFrom('deployment').where('name', '=', name).execute()
  }
}

const mostDeployments = 1_000
