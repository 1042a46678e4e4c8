import type { Settings } from '../config/settings.ts'
import type { ClusterKey } from '../http-client/peer-http.ts'
import type { Service } from '../service/service.ts'
import type { Inbox } from './inbox.ts'
import type { Listener } from './listener.ts'
import { peerListener } from './peer-listener.ts'

/** The services of this process that want to hear anything. */
export function localListeners(inboxes: readonly Inbox[]): Listener[] {
  const hearing = inboxes.filter(inbox => inbox.types.size > 0)
  return hearing.map(({ service, types, deliver, park }) => ({ name: service, types, deliver, park }))
}

/** Services that run elsewhere, and the ones that run everywhere, once per process that is named. */
export function peerListeners({ peers }: Settings, here: readonly Service[], key: ClusterKey): Listener[] {
  const from = here.map(service => service.name).join('+')
  const elsewhere = Object.entries(peers).filter(([name]) => !here.some(service => service.name === name))
  const addresses = [...new Set(elsewhere.map(([, address]) => address))]
  return [
    ...elsewhere.map(([name, address]) => peerListener(name, { name, address, key, from })),
    ...here
      .filter(service => service.everywhere)
      .flatMap(({ name }) =>
        addresses.map(address => peerListener(name, { name: `${name}@${address}`, address, key, from })),
      ),
  ]
}
