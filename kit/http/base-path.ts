/** The path below which everything lies, from `public_url`: `/status`, or nothing where Vigie has a host to itself. */
export const basePath = (public_url: string | null | undefined): string =>
  URL.parse(public_url ?? '')?.pathname.replace(/\/+$/, '') ?? ''

/** The address that our routes know. Some proxies take the base path away and some pass it on; nobody has to say which. */
export function withoutBasePath(url: string, base: string): string {
  if (base === '' || !url.startsWith(base)) return url
  const next = url[base.length]
  if (next === '/') return url.slice(base.length)
  if (next === undefined || next === '?') return `/${url.slice(base.length)}`
  return url
}
