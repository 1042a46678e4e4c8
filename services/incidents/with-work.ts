import type { CommandInput } from '../../kit/command.ts'
import { outbox, outboxMigration } from '../../kit/messaging/outbox.ts'
import { connect } from '../../kit/store/connect.ts'
import { makeDataFolder } from '../../kit/store/data-folder.ts'
import { openStore } from '../../kit/store.ts'
import { migrations } from './migrations/migrations.ts'
import type { Work } from './work.ts'
import { workOn } from './work-on.ts'

/** For a command that writes: also beside a running program, and before the first start. */
export async function withWork<T>(
  { data, settings, clock }: Pick<CommandInput, 'data' | 'settings' | 'clock'>,
  use: (work: Work) => Promise<T>,
): Promise<T> {
  if (!settings.store.url) makeDataFolder(data)
  const connection = await connect('incidents', { data, url: settings.store.url })
  const store = await openStore(connection, { '0000-outbox': outboxMigration, ...migrations })
  try {
    return await use(
      workOn({
        ...{ store, clock, publish: outbox('incidents', store, clock) },
        ...{ language: settings.language, timeZone: settings.time_zone },
        rules: () => ({ reopen_within: 0, open_on: [] }),
        fileDue: () => undefined,
      }),
    )
  } finally {
    await store.close()
  }
}
