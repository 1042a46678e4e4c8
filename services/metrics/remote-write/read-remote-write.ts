import { defineTask } from '../../../kit/worker-pool/task.ts'
import type { WorkerPool } from '../../../kit/worker-pool/worker-pool.ts'
import { decodeRemoteWrite, type Malformed } from './remote-write.ts'
import type { WriteRequest } from './write-request.ts'

/** Compressed; what is smaller takes less time than the way to a thread and back. */
const smallBytes = 64 << 10

const task = defineTask<Uint8Array, WriteRequest | Malformed>('services/metrics/remote-write/remote-write-task', {
  deadline_ms: 10_000,
  memory_mb: 256,
})

export async function readRemoteWrite(
  body: Uint8Array,
  workers: Pick<WorkerPool, 'run'> | undefined,
): Promise<WriteRequest | Malformed> {
  return !workers || body.length <= smallBytes ? decodeRemoteWrite(body) : workers.run(task, body)
}
