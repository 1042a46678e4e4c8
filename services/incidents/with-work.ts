import type { CommandInput } from '../../kit/cli/command.ts'
import { outbox } from '../../kit/messaging/outbox.ts'
import { makeDataFolder } from '../../kit/store/data-folder.ts'
import { openServiceForWriting } from '../../kit/store/service-store.ts'
import { migrations } from './migrations/migrations.ts'
import type { Work } from './work.ts'
import { workOn } from './work-on.ts'

/** For a command that writes: also beside a running program, and before the first start. */
export async function withWork<T>(
  { data, settings, clock, key_file }: Pick<CommandInput, 'data' | 'settings' | 'clock' | 'key_file'>,
  use: (work: Work) => Promise<T>,
): Promise<T> {
  const { url } = settings.store
  if (!url) makeDataFolder(data)
  const store = await openServiceForWriting({ name: 'incidents', migrations }, { data, url, key_file })
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
