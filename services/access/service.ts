import { KeyChanged, SessionRevoked, SigningKeyAdded, UserChanged } from '../../contracts/identity/access.ts'
import { GetInstallation } from '../../contracts/identity/installation.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { every, periodically } from '../../kit/schedule/schedule.ts'
import { defineService, react, serve } from '../../kit/service/service.ts'
import { AccessStore } from './access-store.ts'
import { createAuthenticator } from './authenticate.ts'
import { CallerCache } from './caller-cache.ts'
import { IdentitySync } from './identity-sync.ts'
import { presentInstallation } from './installation.ts'
import { createCopy } from './migrations/0001-create-copy.ts'

/** A revocation that no event brings is in force after this. */
const askEveryMs = 4_000
const hourMs = 3_600_000

export const access = defineService({
  name: 'access',
  rebuildable: true,
  everywhere: true,
  instances: 'many',
  migrations: { '0001-create-copy': createCopy },
  start: context => {
    const { store, call, clock, log } = context
    const copy = new AccessStore(store)
    const callers = new CallerCache(clock)
    const sync = new IdentitySync({ copy, store, call, clock, log, changed: () => callers.forget() })
    const forgetting = async (saved: Promise<void>): Promise<void> => {
      await saved
      store.afterCommit(() => callers.forget())
    }
    let { placeOf } = context
    return {
      serves: [serve(GetInstallation, () => presentInstallation({ ...context, placeOf }))],
      authenticates: createAuthenticator({ copy, sync, clock, callers }),
      reacts: [
        react(UserChanged, ({ data }) => forgetting(copy.saveUser(data))),
        react(KeyChanged, ({ data }) => forgetting(copy.saveKey(data))),
        react(SigningKeyAdded, ({ data }) => copy.saveSigningKey(data)),
        react(SessionRevoked, ({ data }) =>
          forgetting(copy.saveRevokedSession({ session_id: data.session_id, at: data.at })),
        ),
      ],
      schedules: [
        every(askEveryMs, 'ask identity what changed', () => sync.run()),
        periodically(hourMs, 'forget revoked sessions', () =>
          store.transaction(() => copy.forgetRevokedBefore(iso(clock.now() - hourMs))),
        ),
      ],
      reload: (_config, next) => {
        placeOf = next
      },
      onReady: () => sync.run(),
    }
  },
})
