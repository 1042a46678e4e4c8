import { dns } from './dns.ts'
import { heartbeat } from './heartbeat.ts'
import { http } from './http.ts'
import type { CheckKind } from './kind/kind.ts'
import { ping } from './ping.ts'
import { tcp } from './tcp.ts'
import { tls } from './tls.ts'

export const checkKinds: readonly CheckKind[] = [http, tcp, tls, dns, ping, heartbeat]

export function checkKind(name: string): CheckKind | undefined {
  return checkKinds.find(({ kind }) => kind === name)
}
