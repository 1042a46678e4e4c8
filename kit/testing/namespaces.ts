import { execFileSync } from 'node:child_process'

/** Runs a command as a container does: it sees no process but its own, and is number 1. It ends with whoever started it. */
export const inOwnNamespace = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const

/** null where that is allowed; else why it is not. */
export function whyNoNamespaces(): string | null {
  const [command, ...args] = inOwnNamespace
  try {
    execFileSync(command, [...args, 'true'], { stdio: 'pipe' })
    return null
  } catch (thrown) {
    return `PID namespaces are not allowed here: ${thrown instanceof Error ? thrown.message.trim() : thrown}`
  }
}
