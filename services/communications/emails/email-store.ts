import type { Sealed } from '../../../kit/secrets/keyring.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { emailContent, unsubscribeUrl } from '../secrets.ts'
import type { Email } from './email.ts'

type Row = {
  seq: number
  /** Also of the job that sends it. */
  id: string
  address: string
  letter: Sealed
  thread: string | null
  unsubscribe_url: Sealed | null
  expires_at: string
  created_at: string
}
type Tables = { mail: Row }

type Said = {
  /** null: the key file that opens it is not here. */
  readonly content: Email | null
  readonly unsubscribe_url: string | null
}
export type StoredEmail = Omit<Row, 'letter' | keyof Said> & Said
export type NewEmail = Pick<StoredEmail, 'id' | 'address' | 'thread' | 'unsubscribe_url' | 'expires_at'> & {
  readonly content: Email
}

const rowsAtOnce = 200

/** E-mails on their way to persons. What was delivered is gone: nobody needs to know later who was written to. */
export class EmailStore extends SqlStore<Tables> {
  async add(emails: readonly NewEmail[], at: string): Promise<void> {
    for (let first = 0; first < emails.length; first += rowsAtOnce) {
      const rows = emails.slice(first, first + rowsAtOnce).map(email => this.#rowOf(email, at))
      await this.db
        .insertInto('mail')
        .values(rows as Row[])
        .execute()
    }
  }

  #rowOf({ content, unsubscribe_url, ...email }: NewEmail, at: string): Omit<Row, 'seq'> {
    const { secrets } = this.store
    return {
      ...email,
      letter: secrets.seal(emailContent, email.id, JSON.stringify(content)),
      unsubscribe_url: unsubscribe_url === null ? null : secrets.seal(unsubscribeUrl, email.id, unsubscribe_url),
      created_at: at,
    }
  }

  async find(id: string): Promise<StoredEmail | undefined> {
    const row = await this.db.selectFrom('mail').selectAll().where('id', '=', id).executeTakeFirst()
    return row && this.#emailOf(row)
  }

  #emailOf({ letter, unsubscribe_url, ...row }: Row): StoredEmail {
    const { secrets } = this.store
    const text = secrets.open(emailContent, row.id, letter)
    return {
      ...row,
      content: text === null ? null : (JSON.parse(text) as Email),
      unsubscribe_url: unsubscribe_url && secrets.open(unsubscribeUrl, row.id, unsubscribe_url),
    }
  }

  async remove(id: string): Promise<void> {
    await this.db.deleteFrom('mail').where('id', '=', id).execute()
  }

  /** Answers which. */
  async removeTo(address: string): Promise<string[]> {
    const gone = await this.db.deleteFrom('mail').where('address', '=', address).returning('id').execute()
    return gone.map(({ id }) => id)
  }

  /** Answers which. */
  async prune(expired: string): Promise<string[]> {
    const gone = await this.db.deleteFrom('mail').where('expires_at', '<', expired).returning('id').execute()
    return gone.map(({ id }) => id)
  }
}
