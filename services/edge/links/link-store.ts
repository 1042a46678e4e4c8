import type { Identity } from '../../../kit/certificates/authority.ts'
import type { Sealed } from '../../../kit/secrets/keyring.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import { authorityKey } from '../secrets.ts'

/** Leave for an edge to get a certificate, once. */
export type Enrolment = {
  readonly edge: string
  /** Of its token. */
  readonly sha256: string
  readonly clients: readonly string[]
  readonly expires_at: string
  /** Of the request that it was used for: whoever did not get the answer may ask for the same again. */
  readonly request_sha256: string | null
}

/** An edge that has a certificate, and what came of what it sent. */
export type Link = {
  readonly edge: string
  readonly clients: readonly string[]
  /** Of its newest certificate, and of the one that it was renewed with. */
  readonly fingerprint: string
  readonly fingerprint_before: string | null
  readonly expires_at: string
  readonly revoked_at: string | null
  readonly last_contact_at: string | null
  /** What it said waits there, as JSON. */
  readonly report: string | null
  /** While it is silent. */
  readonly silent_episode: string | null
  readonly silent_since: string | null
  readonly sequence: number
  readonly accepted: number
  readonly duplicates: number
  readonly refused: number
}

type LinkRow = Omit<Link, 'clients'> & { readonly clients: string }
type EnrolmentRow = Omit<Enrolment, 'clients'> & { readonly clients: string }
type Tables = {
  link: LinkRow
  enrolment: EnrolmentRow
  authority: { id: string; certificate: string; private_key: Sealed }
}

const only = 'links'
/** More edges than one Vigie has. */
const mostLinks = 1_000

export class LinkStore extends SqlStore<Tables> {
  /** Undefined also where its key cannot be read any more. */
  async authority(): Promise<Identity | undefined> {
    const row = await this.db.selectFrom('authority').selectAll().where('id', '=', only).executeTakeFirst()
    const key = row && this.store.secrets.open(authorityKey, row.id, row.private_key)
    return row && typeof key === 'string' ? { certificate: row.certificate, key } : undefined
  }

  async putAuthority({ certificate, key }: Identity): Promise<void> {
    const private_key = this.store.secrets.seal(authorityKey, only, key)
    await this.store.transaction(() =>
      upsert(this.store, 'authority', [{ id: only, certificate, private_key }], ['id']),
    )
  }

  async putEnrolment(enrolment: Enrolment): Promise<void> {
    await upsert(this.store, 'enrolment', [{ ...enrolment, clients: JSON.stringify(enrolment.clients) }], ['edge'])
  }

  async enrolment(sha256: string): Promise<Enrolment | undefined> {
    const row = await this.db.selectFrom('enrolment').selectAll().where('sha256', '=', sha256).executeTakeFirst()
    return row && { ...row, clients: JSON.parse(row.clients) }
  }

  async deleteEnrolment(edge: string): Promise<void> {
    await this.db.deleteFrom('enrolment').where('edge', '=', edge).execute()
  }

  async pruneEnrolments(now: string): Promise<void> {
    await this.db.deleteFrom('enrolment').where('expires_at', '<', now).execute()
  }

  /** By name. */
  async list(): Promise<Link[]> {
    const rows = await this.db.selectFrom('link').selectAll().orderBy('edge').limit(mostLinks).execute()
    return rows.map(linkOf)
  }

  async find(edge: string): Promise<Link | undefined> {
    const row = await this.db.selectFrom('link').selectAll().where('edge', '=', edge).executeTakeFirst()
    return row && linkOf(row)
  }

  async put(link: Link): Promise<void> {
    await upsert(this.store, 'link', [{ ...link, clients: JSON.stringify(link.clients) }], ['edge'])
  }
}

const linkOf = (row: LinkRow): Link => ({
  ...row,
  clients: JSON.parse(row.clients),
  accepted: Number(row.accepted),
  duplicates: Number(row.duplicates),
  refused: Number(row.refused),
})
