import type { Sealed } from '../../../kit/secrets/keyring.ts'
import type { Store } from '../../../kit/store.ts'
import { letterText, unsubscribeUrl } from '../secrets.ts'
import type { Letter } from './letter.ts'

type Row = {
  seq: number
  id: string
  address: string
  letter: Sealed
  thread: string | null
  unsubscribe_url: Sealed | null
  state: 'queued' | 'dead'
  attempts: number
  next_at: string
  expires_at: string
  last_error: string | null
  created_at: string
}
type Tables = { mail: Row }

type Said = {
  /** null: the key file that opens it is not here. */
  readonly letter: Letter | null
  readonly unsubscribe_url: string | null
}
export type QueuedMail = Omit<Row, keyof Said> & Said
export type NewMail = Pick<QueuedMail, 'id' | 'address' | 'thread' | 'unsubscribe_url' | 'expires_at'> & {
  readonly letter: Letter
}

const rowsAtOnce = 200

/** Letters on their way to persons. What was delivered is gone: nobody needs to know later who was written to. */
export class MailStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get #db() {
    return this.#store.query<Tables>()
  }

  async add(mails: readonly NewMail[], at: string): Promise<void> {
    for (let first = 0; first < mails.length; first += rowsAtOnce) {
      const rows = mails.slice(first, first + rowsAtOnce).map(mail => this.#rowOf(mail, at))
      await this.#db
        .insertInto('mail')
        .values(rows as Row[])
        .execute()
    }
  }

  #rowOf({ letter, unsubscribe_url, ...mail }: NewMail, at: string): Omit<Row, 'seq'> {
    const { secrets } = this.#store
    return {
      ...mail,
      letter: secrets.seal(letterText, mail.id, JSON.stringify(letter)),
      unsubscribe_url: unsubscribe_url === null ? null : secrets.seal(unsubscribeUrl, mail.id, unsubscribe_url),
      ...{ state: 'queued', attempts: 0, next_at: at, last_error: null, created_at: at },
    }
  }

  /** The oldest ones that may be tried now, one for each address: people read things in order. */
  async due(now: string, limit: number): Promise<QueuedMail[]> {
    const rows = await this.#db
      .selectFrom('mail')
      .selectAll()
      .where('state', '=', 'queued')
      .where('next_at', '<=', now)
      .where('expires_at', '>', now)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('mail as older')
              .select('older.seq')
              .whereRef('older.address', '=', 'mail.address')
              .where('older.state', '=', 'queued')
              .where('older.expires_at', '>', now)
              .whereRef('older.seq', '<', 'mail.seq'),
          ),
        ),
      )
      .orderBy('seq')
      .limit(limit)
      .execute()
    return rows.map(row => this.#mailOf(row))
  }

  #mailOf({ letter, unsubscribe_url, ...row }: Row): QueuedMail {
    const { secrets } = this.#store
    const text = secrets.open(letterText, row.id, letter)
    return {
      ...row,
      letter: text === null ? null : (JSON.parse(text) as Letter),
      unsubscribe_url: unsubscribe_url && secrets.open(unsubscribeUrl, row.id, unsubscribe_url),
    }
  }

  async nextAt(now: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('mail')
      .select('next_at')
      .where('state', '=', 'queued')
      .where('expires_at', '>', now)
      .orderBy('next_at')
      .limit(1)
      .executeTakeFirst()
    return row?.next_at
  }

  async postpone(id: string, changes: Pick<Row, 'attempts' | 'next_at' | 'last_error'>): Promise<void> {
    await this.#db.updateTable('mail').set(changes).where('id', '=', id).execute()
  }

  async giveUp(id: string, error: string): Promise<void> {
    // What it said may hold a link that is a secret.
    const letter = this.#store.secrets.seal(letterText, id, '{}')
    const changes = { state: 'dead', letter, unsubscribe_url: null, last_error: error } as const
    await this.#db.updateTable('mail').set(changes).where('id', '=', id).execute()
  }

  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('mail').where('id', '=', id).execute()
  }

  async removeTo(address: string): Promise<void> {
    await this.#db.deleteFrom('mail').where('address', '=', address).execute()
  }

  async queued(): Promise<number> {
    const { count } = await this.#db
      .selectFrom('mail')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('state', '=', 'queued')
      .executeTakeFirstOrThrow()
    return Number(count)
  }

  /** What is of no use any more, and dead ones after a while. */
  async prune(before: { readonly dead: string; readonly expired: string }): Promise<void> {
    await this.#db.deleteFrom('mail').where('state', '=', 'queued').where('expires_at', '<', before.expired).execute()
    await this.#db.deleteFrom('mail').where('state', '=', 'dead').where('created_at', '<', before.dead).execute()
  }
}
