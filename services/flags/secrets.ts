import type { SecretColumn } from '../../kit/secrets/secret-column.ts'

/** Signs the addresses of event streams; without its key clients ask for a new address. */
export const streamSecret: SecretColumn = { table: 'secret', column: 'value', row: 'name', without: null }

export const secrets: readonly SecretColumn[] = [streamSecret]
