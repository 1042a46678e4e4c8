import type { SecretColumn } from '../../kit/secrets/secret-column.ts'

/** The addresses that are asked, where they are more than the name of a site. */
export const providerUrls: SecretColumn = {
  table: 'provider',
  column: 'sealed_urls',
  row: 'id',
  beside: text => {
    const { shown, hidden } = hideSecrets(JSON.parse(text) as string[])
    return { columns: { urls: JSON.stringify(shown) }, isAll: hidden === null }
  },
  // Those of the file are read from the file again.
  entered: { column: 'origin', says: 'api' },
  without: 'follow this provider again, with its whole address',
}

export const secrets: readonly SecretColumn[] = [providerUrls]

/** What of it is secret only the operator knows: of an address the site is shown. `hidden` null: there is no more of it. */
export function hideSecrets(urls: readonly string[]): {
  readonly shown: readonly string[]
  readonly hidden: string | null
} {
  const shown = urls.map(url => (URL.canParse(url) ? new URL(url).origin : ''))
  return { shown, hidden: shown.every((url, index) => url === urls[index]) ? null : JSON.stringify(urls) }
}
