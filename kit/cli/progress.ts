import type { WriteStream } from 'node:tty'

const width = 24

/** Draws over one line on a terminal; in a pipe says a line at every tenth. */
export function progressOn(
  stream: Pick<WriteStream, 'write' | 'isTTY'>,
): (done: number, total: number, what: string) => void {
  let told = -1
  return (done, total, what) => {
    const share = total === 0 ? 1 : done / total
    if (stream.isTTY) {
      const full = Math.round(share * width)
      stream.write(
        `\r${'█'.repeat(full)}${'░'.repeat(width - full)} ${done}/${total} ${what}\u001b[K${done >= total ? '\n' : ''}`,
      )
      return
    }
    const tenth = Math.floor(share * 10)
    if (tenth === told) return
    told = tenth
    stream.write(`${done}/${total} ${what}\n`)
  }
}
