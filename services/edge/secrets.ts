import type { SecretColumn } from '../../kit/secrets/secret-column.ts'

/** Lost with its key, each is made anew: an edge then needs another token. */
export const ownKey: SecretColumn = { table: 'own_certificate', column: 'private_key', row: 'cloud', without: null }
export const authorityKey: SecretColumn = { table: 'authority', column: 'private_key', row: 'id', without: null }

export const secrets: readonly SecretColumn[] = [ownKey, authorityKey]
