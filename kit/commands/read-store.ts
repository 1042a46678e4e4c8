import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { notFound } from '../errors.ts'
import { connect } from '../store/connect.ts'
import { openForReading, type Store } from '../store.ts'

/** The data of a service as a command sees it, beside a program that may be running on it. */
export async function readStore(
  service: string,
  { data, url }: { data: string; url?: string | undefined },
): Promise<Store> {
  const file = join(data, `${service}.db`)
  if (!url && !existsSync(file)) {
    throw notFound('kit.no-data', `there is no ${file}: has Vigie run here? (--data names another folder)`)
  }
  return openForReading(await connect(service, { data, url }))
}
