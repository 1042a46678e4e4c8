import { basename, dirname } from 'node:path'
import { say } from '../../messages/kit-catalogue.ts'
import { StoreFailure } from '../../store/failure.ts'

/** What the file system says of a log that cannot be written, in the words of all stores; what it does not name stays a bug. */
export function diskFailure(thrown: unknown, file: string): unknown {
  const { code, syscall } = thrown as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) return thrown
  const folder = dirname(file)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StoreFailure('store.disk-full', { why: say('disk.full', { folder }), cause: thrown })
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return new StoreFailure('store.read-only', { why: say('file.read-only', { file }), cause: thrown })
  const why = say('disk.fails', { folder, file: basename(file), code })
  return new StoreFailure('store.io-error', { why, cause: thrown })
}
