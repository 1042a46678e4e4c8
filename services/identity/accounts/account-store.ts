import { emailKey } from '../../../kit/auth/email-address.ts'
import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { Account } from './account.ts'

const accounts = rowCodec<Account>({ otp_enabled: 'flag', notifications: 'json', followed_components: 'json' })
type Row = RowOf<Account> & { email_key: string | null }
type Tables = {
  account: Row
  recovery_code: { user_id: string; sha256: string }
  revision: { one: number; value: number }
}

export class AccountStore extends SqlStore<Tables> {
  async find(id: string): Promise<Account | undefined> {
    return toAccount(await this.db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst())
  }

  async byEmail(email: string): Promise<Account | undefined> {
    const [key, earlier] = [emailKey(email), earlierKey(email)]
    const found = await this.db.selectFrom('account').selectAll().where('email_key', 'in', [key, earlier]).execute()
    // What only an earlier version took for the same is another one.
    const rows = found.filter(row => row.email !== null && emailKey(row.email) === key)
    return toAccount(rows.find(({ email_key }) => email_key === earlier) ?? rows[0])
  }

  /**
   * In a transaction. Addresses that an earlier version took for different ones and that are one are told, oldest user first;
   * both go on signing in with the address that they have. All others get the key of today.
   */
  async renewKeys(): Promise<readonly (readonly [kept: string, other: string])[]> {
    const rows = await this.db.selectFrom('account').select(['id', 'email', 'email_key']).orderBy('id').execute()
    const twice: [string, string][] = []
    const holders = new Map(rows.map(({ id, email_key }) => [email_key, id]))
    for (const { id, email, email_key: before } of rows) {
      if (email === null || before === emailKey(email)) continue
      const holder = holders.get(emailKey(email))
      if (holder !== undefined) {
        twice.push([holder, id])
        continue
      }
      holders.set(emailKey(email), id)
      await this.db
        .updateTable('account')
        .set({ email_key: emailKey(email) })
        .where('id', '=', id)
        .execute()
    }
    return twice
  }

  async byOidcSubject(subject: string): Promise<Account | undefined> {
    const found = this.db.selectFrom('account').selectAll().where('oidc_subject', '=', subject)
    return toAccount(await found.executeTakeFirst())
  }

  /** Those who are not deleted, oldest first. */
  async list(limit: number, after = ''): Promise<Account[]> {
    const rows = await this.db
      .selectFrom('account')
      .selectAll()
      .where('state', '!=', 'deleted')
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map(fromRow)
  }

  async changedSince(revision: number): Promise<Account[]> {
    const rows = await this.db.selectFrom('account').selectAll().where('revision', '>', revision).execute()
    return rows.map(fromRow)
  }

  async isEmpty(): Promise<boolean> {
    return (await this.db.selectFrom('account').select('id').limit(1).executeTakeFirst()) === undefined
  }

  async otherActiveAdmin(id: string): Promise<boolean> {
    const found = await this.db
      .selectFrom('account')
      .select('id')
      .where('role', '=', 'admin')
      .where('state', '=', 'active')
      .where('id', '!=', id)
      .limit(1)
      .executeTakeFirst()
    return found !== undefined
  }

  async save(account: Account): Promise<void> {
    const { id, email } = account
    const known = this.db.selectFrom('account').select(['email', 'email_key']).where('id', '=', id)
    const before = await known.executeTakeFirst()
    const email_key = before?.email === email ? before.email_key : email && emailKey(email)
    await upsert(this.store, 'account', [{ ...accounts.toRow(account), email_key }], ['id'])
  }

  /** Larger than every earlier one, also than those of data that was lost since: it follows the time. */
  async nextRevision(now: number): Promise<number> {
    const value = Math.max(Math.ceil(now), (await this.revision()) + 1)
    await upsert(this.store, 'revision', [{ one: 1, value }], ['one'])
    return value
  }

  async revision(): Promise<number> {
    return (await this.db.selectFrom('revision').select('value').executeTakeFirst())?.value ?? 0
  }

  async setRecoveryCodes(user_id: string, hashes: readonly string[]): Promise<void> {
    await this.db.deleteFrom('recovery_code').where('user_id', '=', user_id).execute()
    if (hashes.length === 0) return
    await this.db
      .insertInto('recovery_code')
      .values(hashes.map(sha256 => ({ user_id, sha256 })))
      .execute()
  }

  /** Answers whether there was such a code; it works once. */
  async takeRecoveryCode(user_id: string, sha256: string): Promise<boolean> {
    const taken = await this.db
      .deleteFrom('recovery_code')
      .where('user_id', '=', user_id)
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    return Number(taken.numDeletedRows) > 0
  }
}

const earlierKey = (email: string): string => email.normalize('NFKC').toLowerCase()

const toAccount = (row: Row | undefined): Account | undefined => row && fromRow(row)

const fromRow = ({ email_key: _, ...row }: Row): Account => accounts.fromRow(row)
