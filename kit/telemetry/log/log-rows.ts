import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileRows, Row } from '../../backup/format.ts'
import { folderOf, segmentsIn } from './log.ts'

const partBytes = 1_048_576

/** The log of a service, for `files` of its definition. */
export function telemetryLog(name: string): FileRows {
  return {
    table: 'telemetry_segment',
    read: data => {
      const folder = folderOf(data, name)
      const segments = existsSync(folder) ? segmentsIn(folder) : []
      // The first row says that there was a backup, even of an empty log: the one in the folder is another one.
      return [['', 0, Buffer.alloc(0)], ...segments.flatMap(segment => rowsOf(folder, segment))]
    },
  }
}

function rowsOf(folder: string, segment: string): Row[] {
  const bytes = readIfThere(join(folder, segment))
  return Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, part) => [
    segment,
    part,
    bytes.subarray(part * partBytes, (part + 1) * partBytes),
  ])
}

/** What has gone since it was listed lies in the database, which is read later. */
function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw thrown
  }
}
