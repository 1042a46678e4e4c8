import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { dirname } from 'node:path'
import { inEnglish, say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'

export const tooManyFiles = (file: string): Message => say('file.too-many', { file })

/** Whether nothing at all can be opened just now: of a file that cannot be, this may be the cause. */
export function isOutOfFiles(): boolean {
  try {
    closeSync(openSync(devNull, 'r'))
    return false
  } catch (thrown) {
    return ['EMFILE', 'ENFILE'].includes((thrown as NodeJS.ErrnoException).code ?? '')
  }
}

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
      return inEnglish(tooManyFiles(path))
    case 'EISDIR':
      return `${path} is a folder where a file should be`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${path} is a file where a folder should be`
    default:
      return null
  }
}
