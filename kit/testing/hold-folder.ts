import { lockFolder } from '../store/lock.ts'

/** A process that takes the lock of a folder, says so, and holds it until it is ended; or says why not. */
const [folder = ''] = process.argv.slice(2)
try {
  lockFolder(folder, ['tower'])
  process.stdout.write('held\n')
  setInterval(() => undefined, 60_000)
} catch (thrown) {
  process.stdout.write(`${thrown instanceof Error ? thrown.message : thrown}\n`)
  process.exitCode = 1
}
