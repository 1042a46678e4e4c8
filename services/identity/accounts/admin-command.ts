import { Value } from 'typebox/value'
import { Email, Password } from '../../../contracts/identity/identity.ts'
import { AuditStore } from '../../../kit/audit/audit-store.ts'
import { type Command, type CommandInput, configOf } from '../../../kit/cli/command.ts'
import { outbox } from '../../../kit/messaging/outbox.ts'
import { conflict, invalid } from '../../../kit/service/errors.ts'
import { makeDataFolder } from '../../../kit/store/data-folder.ts'
import { openServiceForWriting } from '../../../kit/store/service-store.ts'
import type { Store } from '../../../kit/store/store.ts'
import { Config } from '../config.ts'
import { EmailTokenStore } from '../invitations/email-token-store.ts'
import { migrations } from '../migrations/migrations.ts'
import { secrets } from '../secrets.ts'
import { AccountStore } from './account-store.ts'
import { addAccount, requireGoodPassword } from './manage-users.ts'
import { Passwords } from './passwords.ts'
import { readableCode } from './secret.ts'

const operator = { id: 'command-line', kind: 'operator', name: 'command line' }

/** Also beside a running program, and before the first start. */
const create: Command = {
  name: 'admin create',
  arguments: '<email>',
  summary: 'make an administrator; the password is VIGIE_ADMIN_PASSWORD, else one is made and printed once',
  options: [{ flags: '--name <name>', summary: 'what people call them' }],
  run: async input => {
    const email = input.args[0] ?? ''
    if (!Value.Check(Email, email)) throw invalid('identity.bad-email', `"${email}" is not an e-mail address`)
    const given = configOf(Config, input).identity.admin_password
    const password = given ?? readableCode(5)
    if (!Value.Check(Password, password)) {
      throw invalid('identity.weak-password', 'VIGIE_ADMIN_PASSWORD must have 10 to 200 characters')
    }
    requireGoodPassword(password, email)
    const { name } = input.options
    await makeAdministrator(input, {
      email,
      name: typeof name === 'string' ? name : (email.split('@')[0] ?? email),
      password,
    })
    input.print(`${email} is an administrator`)
    if (given === undefined) input.print(`password (shown once, change it after signing in): ${password}`)
    return 0
  },
}

export const adminCommands: readonly Command[] = [create]

type Administrator = { readonly email: string; readonly name: string; readonly password: string }

async function makeAdministrator(input: CommandInput, { email, name, password }: Administrator): Promise<void> {
  const store = await openIdentity(input)
  try {
    const { clock } = input
    const accounts = new AccountStore(store)
    const publish = outbox('identity', store, clock)
    const deps = { accounts, audit: new AuditStore(store), emailTokens: new EmailTokenStore(store), clock, publish }
    const password_hash = await new Passwords().hash(password)
    await store.transaction(async () => {
      const known = await accounts.byEmail(email)
      if (known)
        throw conflict('identity.email-taken', `there is a user with the address ${email} already: ${known.id}`)
      await addAccount(deps, operator, { email, name, role: 'admin', password_hash })
    })
  } finally {
    await store.close()
  }
}

async function openIdentity({ data, settings, key_file }: CommandInput): Promise<Store> {
  const { url } = settings.store
  if (!url) makeDataFolder(data)
  return openServiceForWriting({ name: 'identity', migrations, secrets }, { data, url, key_file })
}
