import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import type { Context } from '../../kit/service.ts'
import type { Settings } from '../../kit/settings.ts'
import type { Store } from '../../kit/store.ts'
import { AccountStore } from './account-store.ts'
import { AddressLimit } from './address-limit.ts'
import { ApiKeyStore } from './api-key-store.ts'
import { AttemptStore } from './attempt-store.ts'
import { AuditStore } from './audit-store.ts'
import type { Config } from './config.ts'
import { MailTokenStore } from './mail-token-store.ts'
import { Passwords } from './passwords.ts'
import { SessionStore } from './session-store.ts'
import { SigningKeyStore } from './signing-key-store.ts'
import { TokenSigner } from './token-signer.ts'

const attemptsPerMinute = 30

/** What every use case of this service works with. */
export type Work = {
  readonly store: Store
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly keys: ApiKeyStore
  readonly mailTokens: MailTokenStore
  readonly attempts: AttemptStore
  readonly audit: AuditStore
  readonly signer: TokenSigner
  readonly passwords: Passwords
  readonly addresses: AddressLimit
  readonly publish: Context['publish']
  readonly clock: Clock
  readonly log: Log
  readonly settings: Settings
  /** That in force: the configuration may be loaded again. */
  readonly config: () => Config['identity']
}

type Parts = Pick<Work, 'store' | 'publish' | 'clock' | 'log' | 'settings' | 'config'>

export function workOn(parts: Parts): Work {
  const { store, clock } = parts
  return {
    ...parts,
    accounts: new AccountStore(store),
    sessions: new SessionStore(store),
    keys: new ApiKeyStore(store),
    mailTokens: new MailTokenStore(store),
    attempts: new AttemptStore(store),
    audit: new AuditStore(store),
    signer: new TokenSigner({ ...parts, keys: new SigningKeyStore(store) }),
    passwords: new Passwords(),
    addresses: new AddressLimit(clock, attemptsPerMinute),
  }
}
