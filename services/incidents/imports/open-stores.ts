import type { CommandInput } from '../../../kit/cli/command.ts'
import { outbox } from '../../../kit/messaging/outbox.ts'
import { makeDataFolder } from '../../../kit/store/data-folder.ts'
import { openServiceForWriting } from '../../../kit/store/service-store.ts'
import { migrations } from '../migrations/migrations.ts'
import { storesOn } from '../stores.ts'
import type { Deps } from './import-incidents.ts'

/** For a command that writes: also beside a running program, and before the first start. */
export async function withStores<T>(
  { data, settings, clock, key_file }: Pick<CommandInput, 'data' | 'settings' | 'clock' | 'key_file'>,
  use: (deps: Deps) => Promise<T>,
): Promise<T> {
  const { url } = settings.store
  if (!url) makeDataFolder(data)
  const store = await openServiceForWriting({ name: 'incidents', migrations }, { data, url, key_file })
  try {
    return await use({
      ...storesOn(store, settings.language),
      publish: outbox('incidents', store, clock),
      clock,
      timeZone: settings.time_zone,
      fileDue: () => undefined,
    })
  } finally {
    await store.close()
  }
}
