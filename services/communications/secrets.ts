import type { SecretColumn } from '../../kit/secrets/secret-column.ts'

/** Both have to be entered again together: a webhook is made anew. */
const without = 'make this webhook again, with its address and secret'

/** The path of an address to write to is as good as a password, at many services. */
export const shownUrl = (url: string): string => (URL.canParse(url) ? new URL(url).origin : '')

export const webhookUrl: SecretColumn = {
  table: 'webhook',
  column: 'url',
  row: 'id',
  beside: url => ({ columns: { shown_url: shownUrl(url) } }),
  known_by: 'shown_url',
  without,
}

export const webhookSecret: SecretColumn = {
  table: 'webhook',
  column: 'secret',
  row: 'id',
  known_by: 'shown_url',
  without,
}

/** Signs the links in e-mails; without its key those that people have in their mailboxes are void. */
export const linkSecret: SecretColumn = { table: 'signing_key', column: 'secret', row: 'name', without: null }

/** What it says may hold a link that lets somebody in. */
export const emailContent: SecretColumn = { table: 'mail', column: 'letter', row: 'id', without: null }

export const unsubscribeUrl: SecretColumn = { table: 'mail', column: 'unsubscribe_url', row: 'id', without: null }

/** Whatever channels of the file need stands in the file, or in variables that it names, and not in the database. */
export const secrets: readonly SecretColumn[] = [webhookUrl, webhookSecret, linkSecret, emailContent, unsubscribeUrl]
