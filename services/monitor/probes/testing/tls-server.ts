import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')

/** From here on this process trusts the authority of the fixtures, as a machine trusts those it was given. */
export function trustTestAuthority(): void {
  setDefaultCACertificates([...getCACertificates('default'), fixture('authority.pem')])
}

export type TlsServer = { readonly port: number; readonly url: string; stop(): Promise<void> }

export async function tlsServer(
  certificate: 'trusted' | 'expired' | 'self-signed' | 'wrong-host',
  seen: (headers: NodeJS.Dict<string | string[]>) => void = () => {},
): Promise<TlsServer> {
  const server = createServer(
    { cert: fixture(`${certificate}.pem`), key: fixture(`${certificate}.key`) },
    (request, response) => {
      seen(request.headers)
      response.end('secret place')
    },
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port,
    url: `https://localhost:${port}`,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
