// A process may stand between whoever started Vigie and the program itself: this entry under an older Node, or npm. A
// signal that it can catch, it passes on. Killed without a word it cannot; then nobody would end the program any more, and
// the next start would find the port and the data taken.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

const lookMs = 100

/** Runs the program on another Node; it decides when it has drained, this process takes its exit code. */
export function standBefore(node, args) {
  const child = spawn(node, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, VIGIE_PARENT: String(process.pid) },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

/** In the program: ends it when the process that stood before it is gone. */
export function endWithParent() {
  const parent = process.ppid
  const last = lastSignal(parent)
  delete process.env.VIGIE_PARENT
  if (!last) return
  const look = () => {
    if (process.ppid !== parent) process.kill(process.pid, last)
  }
  setInterval(look, lookMs).unref()
}

/** Ours only goes first when it is killed, and so goes this one; npm also when its terminal is closed: then in order. */
function lastSignal(parent) {
  if (process.env.VIGIE_PARENT === String(parent)) return 'SIGKILL'
  return isNpm(parent) ? 'SIGTERM' : null
}

function isNpm(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('npm ')
  } catch {
    return false
  }
}
