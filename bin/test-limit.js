// Loaded into the process of each test file: one that stays open after its last test, because a server or a child was not
// stopped, is ended and failed instead of holding the whole run.
import { after } from 'node:test'

const openMs = Number(process.env.VIGIE_TEST_OPEN_MS ?? 30_000)

after(() => {
  const end = () => {
    process.stderr.write(`the file stays open after its last test: ${process.getActiveResourcesInfo().join(', ')}\n`)
    process.exit(1)
  }
  setTimeout(end, openMs).unref()
})
