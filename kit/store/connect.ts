import type { EngineConnection } from './engine.ts'
import { Storage, type StorageOptions } from './storage.ts'

export type Where = Pick<StorageOptions, 'data' | 'url'>

/** The data of one service, for a command: whatever runs on it goes on. */
export async function connect(service: string, where: Where): Promise<EngineConnection> {
  const storage = await Storage.open({ ...where, patient: true })
  const connection = storage.connect(service)
  return {
    ...connection,
    close: async () => {
      await connection.close()
      await storage.close()
    },
  }
}
