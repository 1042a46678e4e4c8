import type { Port } from '../../../kit/http/port.ts'
import { type ClientCertificate, serve } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import { linkAsking } from './admit-edge.ts'
import { renewCertificate } from './enrol-edge.ts'
import * as operations from './port-operations.ts'
import { receiveReport, receiveSamples } from './receive-samples.ts'

/** Where edges send to: whoever has no certificate of ours does not get as far as asking. */
export async function linksPort(deps: Made): Promise<Port[]> {
  const settings = deps.settings().links
  if (!settings) return []
  const { host, port } = settings
  const admit = async ({ certificate }: { readonly certificate?: ClientCertificate | undefined }) => {
    await linkAsking(deps, certificate)
  }
  const serves = [
    serve(operations.RenewEdgeCertificate, request => renewCertificate(deps, request), admit),
    serve(operations.ForwardSamples, request => receiveSamples(deps, request), admit),
    serve(operations.ReportEdgeLink, request => receiveReport(deps, request), admit),
  ]
  return [{ name: 'links', at: { host, port }, serves, tls: await deps.authority.writeServer(settings) }]
}
