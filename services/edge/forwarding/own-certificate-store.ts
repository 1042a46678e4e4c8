import type { Sealed } from '../../../kit/secrets/keyring.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import { ownKey } from '../secrets.ts'

/** What we are to the cloud; without a certificate: what we have asked it to sign. */
export type OwnCertificate = {
  /** The address of the cloud. */
  readonly cloud: string
  /** Of the enrolment that it was asked for with. */
  readonly token_sha256: string
  readonly request: string
  readonly private_key: string
  readonly edge: string | null
  readonly certificate: string | null
  readonly authority: string | null
  /** Where it takes values. */
  readonly url: string | null
  readonly expires_at: string | null
}

type Row = Omit<OwnCertificate, 'private_key'> & { readonly private_key: Sealed }

export class OwnCertificateStore extends SqlStore<{ own_certificate: Row }> {
  /** Undefined also where its key cannot be read any more. */
  async find(cloud: string): Promise<OwnCertificate | undefined> {
    const row = await this.db.selectFrom('own_certificate').selectAll().where('cloud', '=', cloud).executeTakeFirst()
    const key = row && this.store.secrets.open(ownKey, row.cloud, row.private_key)
    return row && typeof key === 'string' ? { ...row, private_key: key } : undefined
  }

  async put(own: OwnCertificate): Promise<void> {
    const private_key = this.store.secrets.seal(ownKey, own.cloud, own.private_key)
    await this.store.transaction(() => upsert(this.store, 'own_certificate', [{ ...own, private_key }], ['cloud']))
  }
}
