import { dirname } from 'node:path'

/** What the system says of a file that cannot be used, in words that tell what to do; null for anything else. */
export function fileFailureText(thrown: unknown): string | null {
  if (!(thrown instanceof Error)) return null
  const { code, path } = thrown as NodeJS.ErrnoException
  // A file that is open already has no name any more.
  if (!path) return code === 'ENOSPC' || code === 'EDQUOT' ? `the disk is full (${thrown.message})` : null
  const user = process.getuid?.()
  const who = user === undefined ? 'this process' : `user ${user}, as whom this runs,`
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `${who} may not write ${path}: give it to that user (chown), or name another folder with --data`
    case 'EROFS':
      return `${path} is on a file system that can only be read`
    case 'ENOSPC':
    case 'EDQUOT':
      return `the disk of ${dirname(path)} is full: ${path} cannot be written`
    case 'EMFILE':
    case 'ENFILE':
      return `too many files are open: ${path} cannot be opened (see ulimit -n)`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${path} is a file where a folder should be`
    default:
      return null
  }
}
