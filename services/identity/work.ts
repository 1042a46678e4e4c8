import type { Settings } from '../../kit/config/settings.ts'
import { RateLimit } from '../../kit/rate-limit/rate-limit.ts'
import type { Clock } from '../../kit/runtime/clock.ts'
import type { Log } from '../../kit/runtime/log.ts'
import type { Context } from '../../kit/service/service.ts'
import type { Store } from '../../kit/store/store.ts'
import { AccountStore } from './accounts/account-store.ts'
import { Passwords } from './accounts/passwords.ts'
import { ApiKeyStore } from './api-keys/api-key-store.ts'
import { AuditStore } from './audit/audit-store.ts'
import type { Config } from './config.ts'
import { MailTokenStore } from './invitations/email-token-store.ts'
import { SessionStore } from './sessions/session-store.ts'
import { SigningKeyStore } from './sessions/signing-key-store.ts'
import { TokenSigner } from './sessions/token-signer.ts'
import { AttemptStore } from './sign-in/attempt-store.ts'
import { DeviceStore } from './sign-in/device-store.ts'
import { SignInFailures } from './sign-in/failed-sign-ins.ts'

/** Wrong ones, whatever accounts they are for. */
const attemptsOfHost = { count: 30, per_ms: 60_000 }
const attemptsOfNetwork = { count: 120, per_ms: 60_000 }

/** What every use case of this service works with. */
export type Work = {
  readonly store: Store
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly devices: DeviceStore
  readonly keys: ApiKeyStore
  readonly mailTokens: MailTokenStore
  readonly attempts: AttemptStore
  readonly audit: AuditStore
  readonly signer: TokenSigner
  readonly passwords: Passwords
  readonly failures: SignInFailures
  /** Limits of one host and of one network, see `kit/http/ip-prefix`. */
  readonly hosts: RateLimit
  readonly networks: RateLimit
  /** Ways back from the OpenID provider. */
  readonly oidc: RateLimit
  readonly publish: Context['publish']
  readonly clock: Clock
  readonly log: Log
  readonly settings: Settings
  /** That in force: the configuration may be loaded again. */
  readonly config: () => Config['identity']
}

type Parts = Pick<Work, 'store' | 'publish' | 'clock' | 'log' | 'settings' | 'config'>

export function workOn(parts: Parts & Pick<Context, 'metrics'>): Work {
  const { store, clock, metrics } = parts
  const failures = new SignInFailures(clock, metrics)
  return {
    ...parts,
    accounts: new AccountStore(store),
    sessions: new SessionStore(store),
    devices: new DeviceStore(store),
    keys: new ApiKeyStore(store),
    mailTokens: new MailTokenStore(store),
    attempts: new AttemptStore(store),
    audit: new AuditStore(store),
    signer: new TokenSigner({ ...parts, keys: new SigningKeyStore(store) }),
    passwords: new Passwords(() => failures.count('busy')),
    failures,
    hosts: new RateLimit(clock, attemptsOfHost),
    networks: new RateLimit(clock, attemptsOfNetwork),
    oidc: new RateLimit(clock, attemptsOfHost),
  }
}
