import { readFileSync } from 'node:fs'
import { arch } from 'node:os'
import type { GetGatewayInfo } from '../../../contracts/functions/gateway.ts'
import { packageFile } from '../../../kit/service/host-routes.ts'
import type { Output } from '../../../kit/service/operation.ts'

/** What answers here, in the form of the gateway of OpenFaaS, whether or not there are functions. */
export function gatewayInfo(): Output<typeof GetGatewayInfo> {
  const { version: release } = JSON.parse(readFileSync(packageFile, 'utf8')) as { readonly version: string }
  const version = { sha: '', release }
  return {
    provider: { provider: 'vigie', orchestration: 'processes', version },
    version,
    arch: arch() === 'x64' ? 'x86_64' : arch(),
  }
}
