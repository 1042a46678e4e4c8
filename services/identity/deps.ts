import { AuditStore } from '../../kit/audit/audit-store.ts'
import { RateLimit } from '../../kit/rate-limit/rate-limit.ts'
import type { Context } from '../../kit/service/service.ts'
import { AccountStore } from './accounts/account-store.ts'
import { Passwords } from './accounts/passwords.ts'
import { ApiKeyStore } from './api-keys/api-key-store.ts'
import type { Config } from './config.ts'
import { EmailTokenStore } from './invitations/email-token-store.ts'
import { SessionStore } from './sessions/session-store.ts'
import { SigningKeyStore } from './sessions/signing-key-store.ts'
import { TokenSigner } from './sessions/token-signer.ts'
import { AttemptStore } from './sign-in/attempt-store.ts'
import { DeviceStore } from './sign-in/device-store.ts'
import { SignInFailures } from './sign-in/failed-sign-ins.ts'

const attemptsOfHost = { count: 30, per_ms: 60_000 }
const attemptsOfNetwork = { count: 120, per_ms: 60_000 }

/**
 * What identity is made of, made once; each use case names what it takes of it. `config` is asked each time, because the
 * configuration may be loaded again.
 */
export function openDeps(context: Context<Config>, config: () => Config['identity']) {
  const { store, publish, clock, log, settings, metrics } = context
  const failures = new SignInFailures(clock, metrics)
  return {
    store,
    publish,
    clock,
    log,
    settings,
    config,
    failures,
    accounts: new AccountStore(store),
    sessions: new SessionStore(store),
    devices: new DeviceStore(store),
    keys: new ApiKeyStore(store),
    emailTokens: new EmailTokenStore(store),
    attempts: new AttemptStore(store),
    audit: new AuditStore(store),
    signer: new TokenSigner({ store, publish, clock, keys: new SigningKeyStore(store) }),
    passwords: new Passwords(() => failures.count('busy')),
    /** Limits of one host and of one network, see `kit/http/ip-prefix`. */
    hosts: new RateLimit(clock, attemptsOfHost),
    networks: new RateLimit(clock, attemptsOfNetwork),
    oidc: new RateLimit(clock, attemptsOfHost),
  }
}

export type Made = ReturnType<typeof openDeps>
