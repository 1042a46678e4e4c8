import { statSync } from 'node:fs'
import type { Log } from '../runtime/log.ts'
import { type KeyFile, type KeyPlace, openKeyFile } from './key-file.ts'

/** For a start, which says where it is when it is new, and when others can read it. */
export async function openKeysAndTell(place: KeyPlace, log: Log): Promise<KeyFile> {
  const opened = await openKeyFile(place)
  tell(opened, log)
  return opened
}

function tell({ file, made, keys }: KeyFile, log: Log): void {
  if (made) {
    const advice = 'keep a copy apart from the backups: without it they hold no secrets'
    log.warn({ file, key: keys[0]?.id, advice }, 'a key file was made, which opens the secrets in the databases')
  }
  if (keys.length > 1)
    log.info({ file, keys: keys.length }, 'an earlier key is kept until everything is encrypted anew')
  if (process.platform === 'win32') return
  const { mode, uid } = statSync(file)
  // What is mounted, as orchestrators do, belongs to somebody else and has the mode that they give it.
  if ((mode & 0o077) !== 0 && uid === process.geteuid?.()) {
    log.error({ file, advice: `chmod 0600 ${file}` }, 'other users can read the key file')
  }
}
