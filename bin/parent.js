// A process may stand between whoever started Vigie and the program itself: this entry under an older Node, or npm. A
// signal that it can catch, it passes on. Killed without a word it cannot; then nobody would end the program any more, and
// the next start would find the port and the data taken.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

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
  const ours = process.env.VIGIE_PARENT === String(process.ppid)
  delete process.env.VIGIE_PARENT
  if (ours) look(process.pid, { everyMs: 100, last: 'SIGKILL' })
  else if (isNpm(process.ppid)) look(process.pid, npmGone)
  // npm runs scripts in a shell, and some shells stay.
  else if (isNpm(parentOf(process.ppid))) look(process.ppid, npmGone)
}

// Ours only goes first when it is killed, and so goes this one; npm also when its terminal is closed: then in order.
const npmGone = { everyMs: 500, last: 'SIGTERM' }

/** Whoever loses their parent is given another one at once, even before anybody has noticed the death. */
function look(child, { everyMs, last }) {
  const parent = parentOf(child)
  const timer = setInterval(() => {
    if (parentOf(child) === parent) return
    clearInterval(timer)
    process.kill(process.pid, last)
  }, everyMs)
  timer.unref()
}

function parentOf(pid) {
  return pid === process.pid ? process.ppid : Number(read(pid, 'stat').split(') ')[1]?.split(' ')[1])
}

const isNpm = pid => read(pid, 'comm').startsWith('npm ')

/** Empty where the system does not tell (only Linux does), and of whoever is gone. */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
