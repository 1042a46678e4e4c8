/** Where a process listens. */
export type Address = { readonly host: string; readonly port: number }

/** One that can be opened: whoever listens everywhere also listens here. */
export function urlOf({ host, port }: Address): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
